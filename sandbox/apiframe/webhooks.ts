import { type Dispatcher, request } from 'undici';
import type { Clock } from '../../src/clock.ts';
import { isLoopback } from '../generation/loopback.ts';
import type { ApiframeFaults } from './faults.ts';
import type { WebhookEvent } from './generate-body.ts';
import { type ApiframeJob, hasEnded } from './job.ts';
import type { JobBoard } from './job-board.ts';
import { type WebhookMessage, webhookMessage } from './webhook-message.ts';

/** One delivery that was tried. */
export interface WebhookDelivery extends WebhookMessage {
  /** Milliseconds of the clock. */
  readonly at: number;
  /** Of the answer; null while there is none, and for ever when none comes or the address is not on this machine. */
  status: number | null;
}

export interface WebhookParts {
  readonly clock: Clock;
  readonly board: JobBoard;
  readonly faults: ApiframeFaults;
  readonly apiKey: string;
  readonly dispatcher: Dispatcher;
}

export interface Webhooks {
  /** Every delivery that was tried, oldest first. */
  readonly deliveries: readonly WebhookDelivery[];
  /** Tells the address that the job names about it, as the clock brings it on. */
  follow(job: ApiframeJob): void;
  close(): Promise<void>;
}

/** Shares of a job's work after which it is told about. */
const PROGRESS_AT = [0, 0.5];
/** Waits of the clock before a delivery that was not taken is tried again. Neither number nor waits are documented. */
const RETRY_AFTER_MS = [1_000, 5_000, 25_000];
/** A job that is held back is looked at again after so long. */
const HELD_MS = 1_000;
/** Of real time: a slow socket is as slow in a fast world. */
const ANSWER_WITHIN_MS = 10_000;

export function createWebhooks({ clock, board, faults, apiKey, dispatcher }: WebhookParts): Webhooks {
  const deliveries: WebhookDelivery[] = [];
  const closing = new AbortController();
  const following = new Set<Promise<void>>();

  async function attempt(message: WebhookMessage): Promise<boolean> {
    const delivery: WebhookDelivery = { ...message, at: clock.now(), status: null };
    deliveries.push(delivery);
    if (!isLoopback(message.url)) return false;
    try {
      const { statusCode, body } = await request(message.url, {
        method: 'POST',
        headers: message.headers,
        body: message.body,
        dispatcher,
        signal: AbortSignal.any([closing.signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
      });
      await body.dump();
      delivery.status = statusCode;
      return statusCode >= 200 && statusCode < 300;
    } catch {
      return false;
    }
  }

  /** Whether it was taken in the end. What gets lost on the way was sent, as far as the service knows. */
  async function deliver(message: WebhookMessage, retries: readonly number[]): Promise<boolean> {
    if (faults.droppedWebhooks.includes(message.event)) return true;
    let taken = await attempt(message);
    for (const waitMs of taken ? [] : retries) {
      await clock.sleep(waitMs, closing.signal);
      taken = await attempt(message);
      if (taken) break;
    }
    for (let more = taken ? faults.webhookDuplicates : 0; more > 0; more--) await attempt(message);
    return taken;
  }

  async function tell(job: ApiframeJob, url: string, wanted: ReadonlySet<WebhookEvent>): Promise<void> {
    const late: WebhookMessage[] = [];
    for await (const event of eventsOf(job)) {
      if (!wanted.has(event)) continue;
      const message = webhookMessage(event, url, job, faults, apiKey);
      if (event !== 'progress') job.webhook = (await deliver(message, RETRY_AFTER_MS)) ? 'delivered' : 'failed';
      else if (faults.webhookOrder === 'progress-last') late.push(message);
      // Told once only: the next one says more.
      else await deliver(message, []);
    }
    for (const message of late) await deliver(message, []);
  }

  /** What becomes of a job, as it happens; nothing is said about one that is cancelled. */
  async function* eventsOf(job: ApiframeJob): AsyncGenerator<WebhookEvent> {
    const schedule = board.schedule(job.id);
    if (!schedule) return;
    for (const share of PROGRESS_AT) {
      await sleepUntil(schedule.startsAt + share * (schedule.dueAt - schedule.startsAt));
      if (board.find(job.id)?.state === 'PROCESSING') yield 'progress';
    }
    await sleepUntil(schedule.dueAt);
    await schedule.carriedOut;
    // A failure may have been found only now, with a moment of its own.
    await sleepUntil(schedule.dueAt);
    while (board.find(job.id) && !hasEnded(job)) await clock.sleep(HELD_MS, closing.signal);
    if (job.state === 'COMPLETED') yield 'completed';
    if (job.state === 'FAILED') yield 'failed';
  }

  async function sleepUntil(moment: number): Promise<void> {
    closing.signal.throwIfAborted();
    const left = moment - clock.now();
    if (left > 0) await clock.sleep(left, closing.signal);
  }

  async function untilClosed(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      if (!closing.signal.aborted) throw error;
    }
  }

  return {
    deliveries,
    follow(job) {
      const { webhookUrl, webhookEvents = faults.defaultWebhookEvents } = job.body;
      if (webhookUrl === undefined) return;
      job.webhook = 'pending';
      const told = untilClosed(tell(job, webhookUrl, new Set(webhookEvents)));
      following.add(told);
      told.then(
        () => following.delete(told),
        () => following.delete(told),
      );
    },
    async close() {
      closing.abort();
      await Promise.allSettled(following);
    },
  };
}
