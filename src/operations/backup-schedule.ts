import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { BackupError } from '../errors/backup-error.ts';
import { shortMessage } from '../errors/short-message.ts';
import type { Backups } from './backup.ts';

export interface BackupScheduleParts {
  readonly backups: Backups;
  /** Tells the operator that there is no new backup, and why. It must not throw. */
  readonly onFailure: (detail: string) => void;
  readonly clock: Clock;
  readonly log: Logger;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** A start has enough to do. */
const firstAfterMs = 5 * minuteMs;
/** A clock that is set, or somebody who deletes the newest one, is noticed after so long. */
const longestSleepMs = hourMs;
const retryAfterMs = hourMs;
/** The same trouble is told once a day. */
const quietMs = dayMs;

/**
 * One backup a day while raybot runs: when the newest one is a day old, however often raybot was started meanwhile. One
 * that fails is tried again after an hour.
 */
export class BackupSchedule {
  readonly #parts: BackupScheduleParts;
  readonly #stopping = new AbortController();
  #toldAt: number | null = null;
  #run: Promise<void> = Promise.resolve();

  constructor(parts: BackupScheduleParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#run = this.#keep();
  }

  /** A backup that is being made is given up. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#run;
  }

  async #keep(): Promise<void> {
    const { signal } = this.#stopping;
    for (let waitMs = firstAfterMs; !signal.aborted; ) {
      await this.#parts.clock.sleep(waitMs, signal).catch(() => {});
      if (signal.aborted) return;
      waitMs = await this.#look(signal);
    }
  }

  /** Makes a backup if one is due. @returns how long to wait, milliseconds */
  async #look(signal: AbortSignal): Promise<number> {
    const { backups, clock, log } = this.#parts;
    try {
      const now = clock.now();
      const newest = await backups.newest(now);
      const dueInMs = newest === null ? 0 : newest + dayMs - now;
      if (dueInMs > 0) return Math.min(dueInMs, longestSleepMs);
      const report = await backups.run(now, signal);
      this.#toldAt = null;
      log.info(report, 'the database is backed up');
      return longestSleepMs;
    } catch (error) {
      if (!signal.aborted) this.#tell(error);
      return retryAfterMs;
    }
  }

  #tell(error: unknown): void {
    const { clock, log, onFailure } = this.#parts;
    // Somebody makes one by hand.
    if (error instanceof BackupError && error.code === 'under-way') return;
    log.error({ err: error }, 'there is no new backup');
    const now = clock.now();
    if (this.#toldAt !== null && Math.abs(now - this.#toldAt) < quietMs) return;
    this.#toldAt = now;
    onFailure(shortMessage(error));
  }
}
