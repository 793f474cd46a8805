import type { ServerResponse } from 'node:http';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { takeFault } from '../generation/faults.ts';
import { htmlPage } from '../generation/html-page.ts';
import type { RecordedContext } from '../generation/request-log.ts';
import { dropConnection } from '../generation/spoilt-answers.ts';
import { creditsText, modelRetired, modelUnknown } from './answers.ts';
import { type SegmindApp, type SegmindParts, send } from './context.ts';
import type { SyncFaultKind } from './fault-kinds.ts';
import type { SegmindJob } from './job.ts';
import { refusalOf } from './job-failures.ts';
import { modelFor } from './models.ts';
import { readJsonOrForm } from './request-body.ts';
import { refuseBeforeReading } from './submit-faults.ts';
import { answerEnded } from './sync-answers.ts';

/**
 * The synchronous road, v1: one call that is answered with the result. Its routes take any name for a model, so the other
 * ones of v1 have to be mounted before.
 * @see https://docs.segmind.com/api-reference
 */
export function mountSyncRoutes(app: SegmindApp, parts: SegmindParts): void {
  app.post('/v1/:slug', (context) => run(context, parts));
}

async function run(context: RecordedContext, parts: SegmindParts): Promise<Response> {
  const { account, board, faults } = parts;
  const slug = context.req.param('slug') ?? '';
  const fault: SyncFaultKind | null = takeFault(faults, 'sync');
  const refused = refuseBeforeReading(context, fault);
  if (refused) return refused;

  const body = await readJsonOrForm(context);
  if (body instanceof Response) return body;
  if (faults.retiredSlugs.includes(slug)) return context.json({ error: modelRetired(slug) }, 410);
  const model = modelFor(slug);
  if (!model) return context.json({ error: modelUnknown(slug) }, 404);
  const refusal = refusalOf(model, body);
  if (refusal) return context.json({ error: refusal.text }, faults.v1RefusedStatus);
  const job = board.accept(model, body, 'sync');
  if (!job) return context.json({ error: creditsText(account.credits) }, faults.v1CreditsStatus);

  if (fault === 'drop') return dropConnection(context);
  if (fault === 'silent') return send(context, {}, 200, fault);
  if (fault === 'accepted-502') return context.html(htmlPage(502, 'Bad Gateway'), 502);
  switch (await waitFor(job, context, parts)) {
    case 'ended':
      return answerEnded(context, parts, job, fault);
    case 'cut-off':
      return context.html(htmlPage(504, 'Gateway Time-out'), 504);
    case 'hung-up':
      return RESPONSE_ALREADY_SENT;
  }
}

/** Holds the connection. However that goes, it changes nothing about the job. */
async function waitFor(
  job: SegmindJob,
  context: RecordedContext,
  { clock, faults, lookout }: SegmindParts,
): Promise<'ended' | 'cut-off' | 'hung-up'> {
  const cutOffAt = job.submittedAt + (faults.v1GatewayTimeoutMs ?? Number.POSITIVE_INFINITY);
  const hangUp = new AbortController();
  const outgoing = context.env.outgoing as ServerResponse;
  outgoing.once('close', () => hangUp.abort());
  if (outgoing.closed) hangUp.abort();
  const stayed = await lookout.until(() => job.finishedAt !== null || clock.now() >= cutOffAt, hangUp.signal);
  if (!stayed) return 'hung-up';
  return job.finishedAt !== null && job.finishedAt <= cutOffAt ? 'ended' : 'cut-off';
}
