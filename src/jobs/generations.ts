import type { GenerationRequest } from '../catalogue/request.ts';
import type { Clock } from '../clock.ts';
import type { PolicyOf } from '../credits/account-overview.ts';
import { ruleAgainstRequest } from '../credits/admission-rules.ts';
import type { GuildPolicy } from '../credits/policy.ts';
import { refusalFor } from '../credits/rule-refusal.ts';
import { findBlockedWord } from '../credits/word-filter.ts';
import { Refusal } from '../errors/refusal.ts';
import { type AdmissionParts, admit } from './admission.ts';
import type { Job, Origin } from './job.ts';
import type { JobStore } from './job-store.ts';

export interface GenerationsParts extends AdmissionParts {
  readonly store: JobStore;
  readonly policyOf: PolicyOf;
  /** Millionths of a US dollar over all guilds in one UTC day; 0 for no limit. */
  readonly spendLimitMicroUsdPerDay: number;
  readonly clock: Clock;
  /** Starts the work on a job that may run. */
  readonly run: (jobId: string) => void;
  /** A request of this guild was taken or refused: what it may spend may be used up. */
  readonly onDecided?: (guildId: string) => void;
}

/** Takes requests for videos and hands them to the runner once Discord knows that we took them. */
export class Generations {
  readonly #parts: GenerationsParts;
  #closed = false;

  constructor(parts: GenerationsParts) {
    this.#parts = parts;
  }

  /**
   * Holds the price and writes the job down. Nothing runs before `acknowledged`.
   * @throws {Refusal} that says why not; nothing is held then
   * @throws {DuplicateJobError} when the interaction was taken before
   */
  async accept(origin: Origin, request: GenerationRequest): Promise<Job> {
    if (this.#closed) throw new Refusal('shutting-down');
    try {
      return await this.#parts.store.accept(...(await this.#examine(origin, request)));
    } finally {
      this.#parts.onDecided?.(origin.guildId);
    }
  }

  /** Does what `accept` does and leaves nothing behind, so that the first real command finds everything compiled. */
  async rehearse(origin: Origin, request: GenerationRequest): Promise<Job> {
    return this.#parts.store.rehearse(...(await this.#examine(origin, request)));
  }

  /** All that can be said of a request without the accounts. */
  async #examine(origin: Origin, request: GenerationRequest): Promise<Parameters<JobStore['accept']>> {
    const { policyOf, spendLimitMicroUsdPerDay } = this.#parts;
    const policy = await policyOf(origin.guildId);
    refuseAgainstRules(policy, origin, request);
    const isHidden = policy.nsfw === 'spoiler' && !origin.channel.ageRestricted;
    const asHidden = isHidden ? { ...request, isSpoiler: true as const } : request;
    return [origin, asHidden, admit(request, this.#parts), { policy, spendLimitMicroUsdPerDay }, this.#now()];
  }

  /** Discord took our acknowledgement; `progressMessageId` is the message it made of it. */
  async acknowledged(jobId: string, progressMessageId: string | null): Promise<void> {
    if (await this.#parts.store.acknowledge(jobId, progressMessageId, this.#now())) this.#parts.run(jobId);
  }

  /**
   * The acknowledgement failed: the job never was, and its hold is voided.
   * @param mayBeSeen - the member may be looking at «thinking …» and is told
   */
  async abandon(jobId: string, mayBeSeen: boolean): Promise<void> {
    await this.#parts.store.end(jobId, 'cancelled', 'not-acknowledged', this.#now());
    if (mayBeSeen) this.#parts.run(jobId);
    else await this.#parts.store.settle(jobId, this.#now());
  }

  /** From now on every request is refused. */
  close(): void {
    this.#closed = true;
  }

  #now(): number {
    return this.#parts.clock.now();
  }
}

/** @throws {Refusal} of the guild's rule that stands against a request */
function refuseAgainstRules(policy: GuildPolicy, origin: Origin, request: GenerationRequest): void {
  const broken = ruleAgainstRequest(policy, { ...origin, text: request.prompt }, findBlockedWord);
  if (broken) throw refusalFor(broken);
}
