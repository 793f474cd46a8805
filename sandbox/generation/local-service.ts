import type { Clock } from '../../src/clock.ts';
import type { ClipLibrary } from '../clips/clip-library.ts';
import type { RecordedRequest } from './request-log.ts';
import type { WaitingRoom } from './waiting-room.ts';

/** How a service on this machine is started. */
export interface LocalServiceOptions<Faults> {
  /** Decides how long jobs take, how long records and files live; sockets are as slow as they are. */
  readonly clock: Clock;
  /** Renders the results; stays the caller's to close. */
  readonly clips: ClipLibrary;
  /** Default: any free one. */
  readonly port?: number;
  readonly apiKey?: string;
  /** Every generation takes exactly so long, milliseconds of the clock; default: drawn. */
  readonly latencyMs?: number;
  /** Every job waits so long before it; default: drawn, and none when `latencyMs` is given. */
  readonly queueMs?: number;
  readonly faults?: Partial<Faults>;
  /** Of ids, times and chances. */
  readonly seed?: number;
}

/** What is seen of its jobs and its money from outside. */
export interface ShownJobs<Job> {
  /** Every accepted submit as it stands now, oldest first. */
  readonly jobs: readonly Job[];
  /** How many submits were accepted; a replayed one does not count. */
  readonly submitCount: number;
  /** The balance, in what the service counts. Can be set. */
  credits: number;
  /**
   * The first accepted job for which `predicate` holds (default: any), be it there already or still to come.
   * @throws {Error} when the server is closed before
   */
  waitForSubmit(predicate?: (job: Job) => boolean): Promise<Job>;
}

/** A service that runs on this machine. */
export interface LocalService<Job, Faults> extends ShownJobs<Job> {
  /** The base URL, e.g. `http://127.0.0.1:40123`; files are served from it too. */
  readonly origin: string;
  readonly apiKey: string;
  /** Every request that came in, refused ones too, oldest first. */
  readonly requests: readonly RecordedRequest[];
  /** What goes wrong; assign to its keys at any time. */
  readonly faults: Faults;
  close(): Promise<void>;
}

interface Account {
  readonly credits: number;
  set(credits: number): void;
}

/** @param allJobs - brings them up to date, which may move money */
export function showJobs<Job>(
  allJobs: () => readonly Job[],
  account: Account,
  waiting: WaitingRoom<Job>,
): ShownJobs<Job> {
  return {
    get jobs() {
      return allJobs();
    },
    get submitCount() {
      return allJobs().length;
    },
    get credits() {
      allJobs();
      return account.credits;
    },
    set credits(next) {
      account.set(next);
    },
    waitForSubmit: (predicate = () => true) => waiting.wait(allJobs(), predicate),
  };
}
