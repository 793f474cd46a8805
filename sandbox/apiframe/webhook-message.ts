import { createHash, createHmac } from 'node:crypto';
import { completedAt, resultOf, statusWord } from './answers.ts';
import type { ApiframeFaults } from './faults.ts';
import type { WebhookEvent } from './generate-body.ts';
import type { ApiframeJob } from './job.ts';

/** One thing to tell, as it goes over the wire. */
export interface WebhookMessage {
  readonly url: string;
  readonly event: WebhookEvent;
  readonly headers: Readonly<Record<string, string>>;
  /** The raw JSON that was signed. */
  readonly body: string;
}

/** @see https://docs-v2.apiframe.ai/docs/webhooks */
export function webhookMessage(
  event: WebhookEvent,
  url: string,
  job: ApiframeJob,
  faults: ApiframeFaults,
  apiKey: string,
): WebhookMessage {
  const body = JSON.stringify({
    event,
    jobId: job.id,
    status: statusWord(job.state, faults),
    model: job.body.model,
    ...aboutEvent(event, job, faults),
  });
  const signature = signatureOf(body, apiKey, faults);
  return {
    url,
    event,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'raybot-sandbox',
      'x-webhook-event': event,
      ...(signature !== null && { 'x-webhook-signature': signature }),
    },
    body,
  };
}

function aboutEvent(event: WebhookEvent, job: ApiframeJob, faults: ApiframeFaults): object {
  if (event === 'progress') return { progress: job.progress };
  if (event === 'failed') return { error: job.error };
  const shape = faults.webhookResult === 'string' ? 'string' : faults.resultShape;
  return {
    progress: 100,
    result: resultOf(job, shape),
    creditCost: job.creditCost,
    completedAt: completedAt(job),
  };
}

/** HMAC-SHA256 over the body, hexadecimal. */
function signatureOf(body: string, apiKey: string, faults: ApiframeFaults): string | null {
  if (faults.webhookSignature === 'missing') return null;
  const signer = faults.webhookSignature === 'wrong' ? `${apiKey}, but of somebody else` : apiKey;
  const digest = createHash('sha256').update(signer).digest();
  const key = faults.webhookKey === 'digest' ? digest : digest.toString('hex');
  const hex = createHmac('sha256', key).update(body).digest('hex');
  return faults.webhookPrefix ? `sha256=${hex}` : hex;
}
