import { isExempt, type PolicyMember } from './member-allowance.ts';
import type { GuildPolicy } from './policy.ts';

/** Where a request comes from, and with which words. */
export interface RequestFacts extends PolicyMember {
  readonly channel: RequestChannel;
  /** Every word that the member chose, as typed. */
  readonly text: string;
}

export interface RequestChannel {
  readonly id: string;
  /** The channel on which a thread hangs; null for anything that is no thread (there Discord's parent is a category). */
  readonly threadOf: string | null;
  /** Of a thread: whether its channel is. False where it is not known. */
  readonly ageRestricted: boolean;
}

/** What is under way, read in the transaction that takes the new job: of many at once, no more get in than may. */
export interface JobFacts extends Pick<PolicyMember, 'roleIds'> {
  /** When the member's newest job was taken that has not failed; milliseconds since the epoch, null: none. */
  readonly lastJobAt: number | null;
  /** The member's jobs that have not ended, without the new one. */
  readonly memberJobs: number;
  /** The same of the whole guild. */
  readonly guildJobs: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** The rule that a request breaks, with what the words for it need. `until`: milliseconds since the epoch. */
export type BrokenRule =
  | { readonly rule: 'member-blocked' }
  | { readonly rule: 'role-missing'; readonly roleIds: readonly string[] }
  | { readonly rule: 'channel-not-allowed'; readonly channelIds: readonly string[] }
  | { readonly rule: 'channel-not-age-restricted' }
  | { readonly rule: 'word-blocked'; readonly word: string }
  | { readonly rule: 'cooldown'; readonly until: number }
  | { readonly rule: 'too-many-jobs-of-member'; readonly most: number }
  | { readonly rule: 'too-many-jobs-of-guild'; readonly most: number };

/** Gives the blocked word that a text holds, or null. */
export type FindBlockedWord = (text: string, words: readonly string[]) => string | null;

/**
 * The first rule of the guild that stands against a request; null when none does.
 *
 * The order spares the member every step for nothing. First what no step of theirs can change: being blocked, or without
 * the role. Then what they can mend at once: go to another channel, say it in other words. Last what only time mends, so that
 * nobody waits for a cooldown and is then told of a word. Where several make them wait, the one whose end is known speaks.
 */
export function brokenRule(
  policy: GuildPolicy,
  facts: RequestFacts & JobFacts,
  findBlockedWord: FindBlockedWord,
): BrokenRule | null {
  return ruleAgainstRequest(policy, facts, findBlockedWord) ?? ruleAgainstAnotherJob(policy, facts);
}

/** The rules that need no look at the accounts: they can be asked before anything is written. */
export function ruleAgainstRequest(
  policy: GuildPolicy,
  { memberId, roleIds, channel, text }: RequestFacts,
  findBlockedWord: FindBlockedWord,
): BrokenRule | null {
  if (policy.blockedMembers.includes(memberId)) return { rule: 'member-blocked' };
  if (!isAllowed(policy.allowedRoles, roleIds)) return { rule: 'role-missing', roleIds: policy.allowedRoles };
  if (!isAllowed(policy.allowedChannels, [channel.id, channel.threadOf ?? channel.id]))
    return { rule: 'channel-not-allowed', channelIds: policy.allowedChannels };
  if (policy.nsfw === 'age-restricted' && !channel.ageRestricted) return { rule: 'channel-not-age-restricted' };
  const word = policy.blockedWords.length > 0 ? findBlockedWord(text, policy.blockedWords) : null;
  return word === null ? null : { rule: 'word-blocked', word };
}

/** The rules about what is under way. Exempt members are not held by them, and their jobs count for the others. */
export function ruleAgainstAnotherJob(policy: GuildPolicy, facts: JobFacts): BrokenRule | null {
  if (isExempt(policy, facts)) return null;
  const until = cooldownEnd(policy.cooldownSeconds * 1_000, facts);
  if (until !== null) return { rule: 'cooldown', until };
  if (isFull(policy.maxJobsPerMember, facts.memberJobs))
    return { rule: 'too-many-jobs-of-member', most: policy.maxJobsPerMember };
  return isFull(policy.maxJobsPerGuild, facts.guildJobs)
    ? { rule: 'too-many-jobs-of-guild', most: policy.maxJobsPerGuild }
    : null;
}

function isAllowed(allowed: readonly string[], present: readonly string[]): boolean {
  return allowed.length === 0 || allowed.some((id) => present.includes(id));
}

function isFull(most: number, running: number): boolean {
  return most > 0 && running >= most;
}

/** When the cooldown ends; null where it is over. A job from far ahead was taken by a clock that was set back since. */
function cooldownEnd(cooldownMs: number, { lastJobAt, now }: JobFacts): number | null {
  if (lastJobAt === null || lastJobAt - now > cooldownMs) return null;
  const end = lastJobAt + cooldownMs;
  return now < end ? end : null;
}
