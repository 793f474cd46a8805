import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { fieldsOf } from './wire.ts';

/** What arrives at the address that a submit has named. */
export interface Notice {
  readonly params: {
    /** The job's id, from the path. */
    readonly id: string;
  };
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** As it came: the signature is over these bytes. */
  readonly rawBody: Buffer;
}

export interface WebhookOptions {
  readonly apiKey: string;
  /** A job's request may be over; returns at once. */
  readonly onNotice: (jobId: string) => void;
}

/** What is asked for; any other event is heard and left. */
const endings: ReadonlySet<unknown> = new Set(['completed', 'failed']);
const signatureForm = /^(?:sha256=)?([0-9a-f]{64})$/i;

/**
 * Takes Apiframe's notices. One is a hint to look at the job, and nothing that it says is believed: so it may be repeated,
 * late, out of order or of long ago, and cannot undo anything.
 * @returns the status of the answer: 204 for everything that is signed, 401 for what is not, 400 for what is no notice
 * @see https://docs-v2.apiframe.ai/docs/webhooks
 */
export function createWebhookHandler({ apiKey, onNotice }: WebhookOptions): (notice: Notice) => Promise<number> {
  return async ({ params, headers, rawBody }) => {
    const signature = headers['x-webhook-signature'];
    if (typeof signature !== 'string' || !isSigned(rawBody, signature, apiKey)) return 401;
    const body = parseObject(rawBody);
    if (!body) return 400;
    // The header is not signed; it only helps where the body names its event otherwise.
    if (endings.has(body.event ?? body.type ?? headers['x-webhook-event'])) onNotice(params.id);
    return 204;
  };
}

/**
 * Whether a body was signed by who knows the key: HMAC-SHA256 in hex, with or without `sha256=`. The documentation can be
 * read in two ways, so the hash of the API key is tried as bytes, as the official library has it, and as hex text. Both are
 * always computed and compared, so the time tells nothing.
 * @see https://github.com/apiframe-ai/apiframe-nodejs-sdk/blob/main/src/webhooks.ts
 */
export function isSigned(rawBody: Buffer, signature: string | undefined, apiKey: string): boolean {
  const hex = signatureForm.exec(signature?.trim() ?? '')?.[1];
  if (hex === undefined || apiKey === '') return false;
  const given = Buffer.from(hex, 'hex');
  const digest = createHash('sha256').update(apiKey).digest();
  const matches = [digest, digest.toString('hex')].map((key) =>
    timingSafeEqual(createHmac('sha256', key).update(rawBody).digest(), given),
  );
  return matches.includes(true);
}

function parseObject(body: Buffer): Readonly<Record<string, unknown>> | null {
  try {
    return fieldsOf(JSON.parse(body.toString('utf8')));
  } catch {
    return null;
  }
}
