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
import type { QueueLimit } from './queue-limit.ts';

export interface GenerationsParts extends AdmissionParts {
  readonly store: JobStore;
  readonly policyOf: PolicyOf;
  /** Millionths of a US dollar over all guilds in one UTC day; 0 for no limit. */
  readonly spendLimitMicroUsdPerDay: number;
  /** How many may wait for a place at a service; any number without it. */
  readonly queueLimitOf?: (request: GenerationRequest) => QueueLimit;
  readonly clock: Clock;
  /** Starts the work on a job that may run. */
  readonly run: (jobId: string) => void;
  /** A request of this guild was taken or refused: what it may spend may be used up. */
  readonly onDecided?: (guildId: string) => void;
  /** Whether a channel is known to be age-restricted, by its id. Asked of the channels of threads; nothing is known without it. */
  readonly isAgeRestricted?: (channelId: string) => boolean;
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

  /**
   * For whoever is about to be asked for words: what no other words would change.
   * @throws {Refusal} of a rule of the guild that stands against any request of this member in this channel
   */
  async refuseEarly(origin: Origin): Promise<void> {
    if (this.#closed) throw new Refusal('shutting-down');
    refuseAgainstRules(await this.#parts.policyOf(origin.guildId), this.#inPlace(origin), { prompt: '' });
  }

  /**
   * What the guild's rules say of showing a video in a place, whoever had it made.
   * @throws {Refusal} of a rule that stands against this member asking for it there
   */
  async refuseShowing(
    from: Origin,
    request: Pick<GenerationRequest, 'prompt'>,
  ): Promise<{ readonly isHidden: boolean }> {
    if (this.#closed) throw new Refusal('shutting-down');
    const origin = this.#inPlace(from);
    const policy = await this.#parts.policyOf(origin.guildId);
    refuseAgainstRules(policy, origin, request);
    return { isHidden: isHiddenIn(origin, policy) };
  }

  /** Does what `accept` does and leaves nothing behind, so that the first real command finds everything compiled. */
  async rehearse(origin: Origin, request: GenerationRequest): Promise<Job> {
    return this.#parts.store.rehearse(...(await this.#examine(origin, request)));
  }

  /** All that can be said of a request without the accounts. */
  async #examine(from: Origin, request: GenerationRequest): Promise<Parameters<JobStore['accept']>> {
    const { policyOf, spendLimitMicroUsdPerDay } = this.#parts;
    const origin = this.#inPlace(from);
    const policy = await policyOf(origin.guildId);
    refuseAgainstRules(policy, origin, request);
    const asHidden = isHiddenIn(origin, policy) ? { ...request, isSpoiler: true as const } : request;
    const queue = this.#parts.queueLimitOf?.(request);
    const rules = { policy, spendLimitMicroUsdPerDay, ...(queue && { queue }) };
    return [origin, asHidden, admit(request, this.#parts), rules, this.#now()];
  }

  /** A thread is as its channel is, of which Discord says nothing there. */
  #inPlace(origin: Origin): Origin {
    const { channel } = origin;
    if (channel.ageRestricted || channel.threadOf === null) return origin;
    const ageRestricted = this.#parts.isAgeRestricted?.(channel.threadOf) ?? false;
    return { ...origin, channel: { ...channel, ageRestricted } };
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
function refuseAgainstRules(policy: GuildPolicy, origin: Origin, request: Pick<GenerationRequest, 'prompt'>): void {
  const broken = ruleAgainstRequest(policy, { ...origin, text: request.prompt }, findBlockedWord);
  if (broken) throw refusalFor(broken);
}

/** Whether the guild wants videos behind a click there. */
function isHiddenIn({ channel }: Origin, { nsfw }: GuildPolicy): boolean {
  return nsfw === 'spoiler' && !channel.ageRestricted;
}
