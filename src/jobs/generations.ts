import type { CatalogueRow } from '../catalogue/models.ts';
import { candidatesFor } from '../catalogue/offer.ts';
import type { GenerationRequest } from '../catalogue/request.ts';
import type { Clock } from '../clock.ts';
import { Refusal } from '../errors/refusal.ts';
import type { Job, Origin } from './job.ts';
import type { AcceptRules, JobStore } from './job-store.ts';

/** Takes requests for videos and hands them to the runner once Discord knows that we took them. */
export class Generations {
  readonly #store: JobStore;
  readonly #rows: readonly CatalogueRow[];
  readonly #rules: AcceptRules;
  readonly #clock: Clock;
  readonly #run: (jobId: string) => void;
  #closed = false;

  /** @param run - starts the work on a job that may run */
  constructor(
    store: JobStore,
    rows: readonly CatalogueRow[],
    rules: AcceptRules,
    clock: Clock,
    run: (jobId: string) => void,
  ) {
    this.#store = store;
    this.#rows = rows;
    this.#rules = rules;
    this.#clock = clock;
    this.#run = run;
  }

  /**
   * Holds the price and writes the job down. Nothing runs before `acknowledged`.
   * @throws {Refusal} that says why not; nothing is held then
   * @throws {DuplicateJobError} when the interaction was taken before
   */
  async accept(origin: Origin, request: GenerationRequest): Promise<Job> {
    if (this.#closed) throw new Refusal('shutting-down');
    const [best] = candidatesFor(request, this.#rows);
    return this.#store.accept(origin, request, best, this.#rules, this.#clock.now());
  }

  /** Does what `accept` does and leaves nothing behind, so that the first real command finds everything compiled. */
  async rehearse(origin: Origin, request: GenerationRequest): Promise<Job> {
    const [best] = candidatesFor(request, this.#rows);
    return this.#store.rehearse(origin, request, best, this.#rules, this.#clock.now());
  }

  /** Discord took our acknowledgement; `progressMessageId` is the message it made of it. */
  async acknowledged(jobId: string, progressMessageId: string | null): Promise<void> {
    if (await this.#store.acknowledge(jobId, progressMessageId, this.#clock.now())) this.#run(jobId);
  }

  /**
   * The acknowledgement failed: the job never was, and its hold is voided.
   * @param mayBeSeen - the member may be looking at «thinking …» and is told
   */
  async abandon(jobId: string, mayBeSeen: boolean): Promise<void> {
    await this.#store.end(jobId, 'cancelled', 'not-acknowledged', this.#clock.now());
    if (mayBeSeen) this.#run(jobId);
    else await this.#store.settle(jobId, this.#clock.now());
  }

  /** From now on every request is refused. */
  close(): void {
    this.#closed = true;
  }
}
