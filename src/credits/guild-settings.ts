import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../clock.ts';
import { type GuildPolicy, PolicyError, type PolicyProblem } from './policy.ts';
import { type PolicyChange, PolicyConflictError, type PolicyStore } from './policy-store.ts';

/** What an admin wants changed, and why. */
export interface SettingsChange {
  readonly guildId: string;
  readonly actorId: string;
  readonly reason: string | null;
  /** Gives the new policy of the one that stands; asked again on a newer one where somebody else was quicker. */
  readonly change: PolicyChange['change'];
  /** Whom or what it is about, for the audit: a member, a role, a channel. */
  readonly targetId?: string;
  /** What it is called there; `settings` where nothing is said. */
  readonly action?: string;
}

/**
 * What became of a change:
 * - `changed`: it is in force, and stands in the audit
 * - `unchanged`: all was so already
 * - `refused`: some settings cannot hold; nothing was changed
 * - `conflict`: others were quicker, twice; nothing was changed
 */
export type SettingsOutcome =
  | { readonly kind: 'changed'; readonly before: GuildPolicy; readonly after: GuildPolicy }
  | { readonly kind: 'unchanged'; readonly policy: GuildPolicy }
  | { readonly kind: 'refused'; readonly problems: readonly PolicyProblem[] }
  | { readonly kind: 'conflict' };

/** The settings of guilds, as their admins see and change them. */
export class GuildSettings {
  readonly #policies: Pick<PolicyStore, 'current' | 'change'>;
  readonly #fallback: GuildPolicy;
  readonly #clock: Pick<Clock, 'now'>;

  /** @param fallback - what holds where a guild's admins have laid down nothing */
  constructor(policies: Pick<PolicyStore, 'current' | 'change'>, fallback: GuildPolicy, clock: Pick<Clock, 'now'>) {
    this.#policies = policies;
    this.#fallback = fallback;
    this.#clock = clock;
  }

  /** @throws {PolicyError} when what is stored is no policy */
  current(guildId: string): Promise<GuildPolicy> {
    return this.#policies.current(guildId, this.#fallback);
  }

  async change(request: SettingsChange): Promise<SettingsOutcome> {
    try {
      return (await this.#try(request)) ?? (await this.#try(request)) ?? { kind: 'conflict' };
    } catch (error) {
      if (error instanceof PolicyError) return { kind: 'refused', problems: error.problems };
      throw error;
    }
  }

  /** @returns null when somebody else was quicker */
  async #try({ change, ...request }: SettingsChange): Promise<SettingsOutcome | null> {
    // The policy as it was in the transaction that has changed it.
    let seen: GuildPolicy | null = null;
    const remember = (policy: GuildPolicy) => {
      seen = policy;
      return change(policy);
    };
    try {
      const now = this.#clock.now();
      const { policy } = await this.#policies.change({ ...request, fallback: this.#fallback, change: remember }, now);
      const before: GuildPolicy = seen ?? policy;
      return isDeepStrictEqual(before, policy)
        ? { kind: 'unchanged', policy }
        : { kind: 'changed', before, after: policy };
    } catch (error) {
      if (error instanceof PolicyConflictError) return null;
      throw error;
    }
  }
}
