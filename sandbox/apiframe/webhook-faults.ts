import type { WebhookEvent } from './generate-body.ts';

/** What can be made to go wrong with webhooks, or is not known for sure about them. */
export interface WebhookFaults {
  /** What is told to a job that names an address and no events; not documented. */
  defaultWebhookEvents: readonly WebhookEvent[];
  /** The signature's key is the SHA-256 of the API key: its 32 bytes, or their 64 hexadecimal digits as text. */
  webhookKey: 'digest' | 'hex-text';
  /** Whether the signature begins with `sha256=`. */
  webhookPrefix: boolean;
  webhookSignature: 'right' | 'wrong' | 'missing';
  /** Each delivery that was taken is sent so many times more. */
  webhookDuplicates: number;
  /** `progress-last`: what is told about progress comes only after the end. */
  webhookOrder: 'in-order' | 'progress-last';
  /** Events that get lost on the way. */
  droppedWebhooks: readonly WebhookEvent[];
  /** What `result` is: the address alone, as in the documentation's sample, or what the job's own answer has. */
  webhookResult: 'string' | 'as-job';
  /** What `webhookStatus` says of a delivery that was taken; the sources differ. */
  deliveredWord: 'delivered' | 'sent';
}

export function noWebhookFaults(): WebhookFaults {
  return {
    defaultWebhookEvents: ['completed', 'failed'],
    webhookKey: 'digest',
    webhookPrefix: true,
    webhookSignature: 'right',
    webhookDuplicates: 0,
    webhookOrder: 'in-order',
    droppedWebhooks: [],
    webhookResult: 'string',
    deliveredWord: 'delivered',
  };
}
