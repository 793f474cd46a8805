import TinyQueue from 'tinyqueue';
import { seededRandom } from '../../sandbox/seeded-random.ts';
import { mostUrgent } from '../../src/polling/urgency.ts';
import type { Law } from './laws.ts';
import type { Outcome } from './outcomes.ts';

/** A job under way. Moments: milliseconds since the simulation began. */
export interface CrowdJob {
  readonly startedAt: number;
  readonly endsAt: number;
  /** The last look; its start where there was none. */
  lookedAt: number;
  looks: number;
  /** When it is to be looked at. */
  dueAt: number;
  /** By now. */
  readonly urgency: () => number;
}

/** Who is looked at, of many jobs that share one budget. */
export interface CrowdRule {
  readonly title: string;
  /** When a job is to be looked at, from a look that found it running, or from its start. Moment. */
  dueAt(job: CrowdJob, now: number): number;
  /** The most urgent has the next turn; absent: who was due first. */
  urgency?(job: CrowdJob, now: number): number;
  /** A job has had its turn, and is found finished or not. */
  looked?(job: CrowdJob, now: number, isDone: boolean): void;
}

export interface Crowd {
  readonly law: Law;
  /** Jobs in flight: one that is found finished makes room for the next. */
  readonly jobs: number;
  readonly requestsPerSecond: number;
}

/** Until then nothing counts: learning, and the wave of the start. */
const warmUpMs = 210_000;
const measuredMs = 240_000;

/** One turn after the other, evenly spaced. @returns what became of the jobs that were noticed after the warm-up */
export function simulateCrowd({ law, jobs, requestsPerSecond }: Crowd, rule: CrowdRule, seed: number): Outcome[] {
  const random = seededRandom(seed);
  const line = new Line(rule);
  const begin = (now: number) => line.begin(now, law.draw(random));
  // The first ones come within a minute, so that they do not end in step.
  const arrivals = Array.from({ length: jobs }, () => random() * 60_000).toSorted((a, b) => b - a);
  const outcomes: Outcome[] = [];
  const turns = ((warmUpMs + measuredMs) / 1000) * requestsPerSecond;
  for (let turn = 1; turn <= turns; turn += 1) {
    const now = (turn * 1000) / requestsPerSecond;
    while ((arrivals.at(-1) ?? Number.POSITIVE_INFINITY) <= now) begin(arrivals.pop() ?? now);
    const job = line.turn(now);
    if (job === null) continue;
    if (now > warmUpMs) outcomes.push({ lagMs: now - job.endsAt, looks: job.looks });
    begin(now);
  }
  return outcomes;
}

/** Jobs under way: those that are to be looked at later, and those that wait for a turn. */
class Line {
  readonly #rule: CrowdRule;
  readonly #later = new TinyQueue<CrowdJob>([], (a, b) => a.dueAt - b.dueAt);
  readonly #due: CrowdJob[] = [];
  #now = 0;

  constructor(rule: CrowdRule) {
    this.#rule = rule;
  }

  begin(now: number, durationMs: number): void {
    const job: CrowdJob = {
      ...{ startedAt: now, endsAt: now + durationMs, lookedAt: now, looks: 0, dueAt: now },
      urgency: () => this.#rule.urgency?.(job, this.#now) ?? 0,
    };
    this.#plan(job, now);
  }

  /** One look. @returns the job that it finds finished, or null */
  turn(now: number): CrowdJob | null {
    this.#now = now;
    while ((this.#later.peek()?.dueAt ?? Number.POSITIVE_INFINITY) <= now) {
      const job = this.#later.pop();
      if (job) this.#due.push(job);
    }
    const [job] = this.#due.splice(this.#rule.urgency ? Math.max(0, mostUrgent(this.#due)) : 0, 1);
    if (!job) return null;
    const isDone = job.endsAt <= now;
    job.looks += 1;
    this.#rule.looked?.(job, now, isDone);
    job.lookedAt = now;
    if (isDone) return job;
    this.#plan(job, now);
    return null;
  }

  #plan(job: CrowdJob, now: number): void {
    job.dueAt = this.#rule.dueAt(job, now);
    this.#later.push(job);
  }
}
