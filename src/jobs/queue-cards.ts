import type { Clock } from '../clock.ts';
import type { FairQueue } from './fair-queue.ts';
import type { Job } from './job.ts';
import type { Forecast } from './line-forecast.ts';
import { leastPromiseMs } from './making-progress.ts';
import type { Outlook, ProgressCards } from './progress-cards.ts';

/** How often the line is looked at while it moves, and while nothing is heard of it. */
const shortestGapMs = 1_000;
const longestGapMs = 5_000;
/** How many cards are drawn anew in such a time, so that a long line leaves Discord's patience to others. */
const redrawWindowMs = 5_000;
const mostRedraws = 50;
/** Less than this is no news: a new moment would be a new text for each card, again and again. */
const leastShiftMs = 20_000;
const leastShift = 0.25;

/** What a card says until it is told anew. */
interface Told {
  ahead: number;
  /** Milliseconds since the epoch; null for any moment. */
  startsAt: number | null;
  /** When, milliseconds since the epoch. */
  at: number;
}

export interface QueueCardsParts {
  readonly queue: FairQueue;
  readonly cards: Pick<ProgressCards, 'follow' | 'refresh'>;
  readonly clock: Clock;
}

/** The cards of the jobs in line: they follow when others end, come or go. */
export class QueueCards {
  readonly #parts: QueueCardsParts;
  readonly #jobs = new Map<string, Job>();
  readonly #told = new Map<string, Told>();
  readonly #closed = new AbortController();
  #news = new AbortController();
  #running: Promise<void> | null = null;
  #redraws = { since: Number.NEGATIVE_INFINITY, count: 0 };

  constructor(parts: QueueCardsParts) {
    this.#parts = parts;
    parts.queue.onChange = () => this.#changed();
  }

  /** A job may have to wait: it is told its place from now on, if it does. */
  expect(job: Job): void {
    this.#jobs.set(job.id, job);
  }

  /** It waits no more. */
  forget(jobId: string): void {
    this.#jobs.delete(jobId);
    this.#told.delete(jobId);
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.#running;
  }

  #changed(): void {
    this.#news.abort();
    if (this.#running || this.#closed.signal.aborted || !this.#parts.queue.hasWaiting) return;
    this.#running = this.#run();
  }

  async #run(): Promise<void> {
    const { queue, clock } = this.#parts;
    const { signal } = this.#closed;
    // In the next breath: of a hundred who come together, all are told in one go.
    await clock.sleep(0, signal).catch(() => {});
    while (!signal.aborted && queue.hasWaiting) {
      queue.look();
      this.#news = new AbortController();
      this.#tell(queue.forecast(clock.now()));
      await clock.sleep(shortestGapMs, signal).catch(() => {});
      const either = AbortSignal.any([signal, this.#news.signal]);
      await clock.sleep(longestGapMs - shortestGapMs, either).catch(() => {});
    }
    this.#running = null;
  }

  #tell(line: readonly Forecast[]): void {
    const { cards, clock } = this.#parts;
    const now = clock.now();
    const stale: { readonly jobId: string; readonly told: Told; readonly news: Told }[] = [];
    for (const { jobId, ahead, startsAt } of line) {
      const job = this.#jobs.get(jobId);
      if (!job) continue;
      const told = this.#told.get(jobId);
      const news = { ahead: rounded(ahead), startsAt: startsAt - now < leastPromiseMs ? null : startsAt, at: now };
      if (!told) {
        this.#told.set(jobId, news);
        cards.follow(job, (moment) => outlookOf(news, moment));
      } else if (isNews(told, news, now)) {
        stale.push({ jobId, told, news });
      }
    }
    // Whoever was told longest ago comes first, so that everybody's turn comes.
    for (const { jobId, told, news } of stale.toSorted((a, b) => a.told.at - b.told.at)) {
      if (!this.#mayRedraw(now)) return;
      Object.assign(told, news);
      cards.refresh(jobId);
    }
  }

  #mayRedraw(now: number): boolean {
    if (Math.abs(now - this.#redraws.since) >= redrawWindowMs) this.#redraws = { since: now, count: 0 };
    this.#redraws.count += 1;
    return this.#redraws.count <= mostRedraws;
  }
}

/** A promise of a moment stands until that moment. */
function outlookOf({ ahead, startsAt }: Told, now: number): Outlook {
  const leftMs = startsAt === null ? 0 : startsAt - now;
  const progress = { stage: 'queued', ahead, startsAt: leftMs > 0 ? startsAt : null } as const;
  return { progress, changesInMs: leftMs > 0 ? leftMs : Number.POSITIVE_INFINITY };
}

/** Whether a card should be told anew. */
function isNews(told: Told, news: Told, now: number): boolean {
  if (told.ahead !== news.ahead) return true;
  // That it should begin any moment stays true of what is likely to come soon.
  if (news.startsAt === null) return false;
  if (told.startsAt === null || told.startsAt <= now) return news.startsAt - now >= leastPromiseMs + leastShiftMs;
  return Math.abs(news.startsAt - told.startsAt) >= Math.max(leastShiftMs, (told.startsAt - now) * leastShift);
}

/** Nobody counts forty others one by one, and each step would be a redraw. */
function rounded(ahead: number): number {
  const step = ahead < 10 ? 1 : ahead < 50 ? 5 : 25;
  return ahead - (ahead % step);
}
