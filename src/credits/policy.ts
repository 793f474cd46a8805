import { z } from 'zod';
import type { Allowance } from './allowance.ts';
import { mostCredits } from './amount.ts';
import { type Period, timeZoneNamed } from './periods.ts';

/** What a guild's admins have laid down. Ids are Discord's snowflakes; credits are whole; an empty list or 0 is no rule. */
export interface GuildPolicy {
  /** By its calendar days, weeks and months begin: a name of the IANA database. */
  readonly timeZone: string;
  readonly allowance: Allowance;
  /** Unused credits that may go over into the next period on top of the allowance; 0: it only fills up. */
  readonly rolloverCredits: number;
  /** The best of a member's roles counts where it is higher than the allowance. */
  readonly tiers: readonly RoleTier[];
  /** Count for one member instead of allowance and tiers, also downwards. */
  readonly overrides: readonly MemberOverride[];
  /** Their credits never run out; neither the cooldown nor a limit of jobs holds them. The guild's pools and all else do. */
  readonly exemptRoles: readonly string[];
  /** Of all members together, as the guild's admins set it; null: none. */
  readonly pool: { readonly credits: number; readonly period: Period } | null;
  readonly cooldownSeconds: number;
  /** At the same time. */
  readonly maxJobsPerMember: number;
  /** At the same time. */
  readonly maxJobsPerGuild: number;
  /** With the threads that hang on them; a thread may also be named alone. */
  readonly allowedChannels: readonly string[];
  /** One of them is enough. */
  readonly allowedRoles: readonly string[];
  readonly blockedMembers: readonly string[];
  readonly blockedWords: readonly string[];
  /** Videos everywhere; only in age-restricted channels; or everywhere, hidden behind a click outside of those. */
  readonly nsfw: NsfwRule;
  /** Where admins are told what they should know; null: nowhere. */
  readonly noticesChannelId: string | null;
  /** Whether they are told there that the pool is nearly or quite used up. */
  readonly poolNotices: boolean;
  /** Whether they are told there that too many videos fail. */
  readonly failureNotices: boolean;
  readonly reportsChannelId: string | null;
}

export interface RoleTier {
  readonly roleId: string;
  readonly credits: number;
}

export interface MemberOverride {
  readonly memberId: string;
  readonly credits: number;
}

export type NsfwRule = 'anywhere' | 'age-restricted' | 'spoiler';

/** A guild that has set nothing: the operator's allowance and no rule. */
export function defaultPolicy({ credits, period }: Allowance): GuildPolicy {
  return {
    timeZone: 'UTC',
    allowance: { credits, period },
    rolloverCredits: 0,
    tiers: [],
    overrides: [],
    exemptRoles: [],
    pool: null,
    cooldownSeconds: 0,
    maxJobsPerMember: 0,
    maxJobsPerGuild: 0,
    allowedChannels: [],
    allowedRoles: [],
    blockedMembers: [],
    blockedWords: [],
    nsfw: 'anywhere',
    noticesChannelId: null,
    poolNotices: true,
    failureNotices: true,
    reportsChannelId: null,
  };
}

/** The most that each setting takes: numbers, entries of lists, and `blockedWordLength` characters of a word. */
export const policyLimits = {
  credits: mostCredits,
  rolloverCredits: mostCredits,
  tiers: 25,
  overrides: 1_000,
  exemptRoles: 50,
  cooldownSeconds: 86_400,
  maxJobsPerMember: 100,
  maxJobsPerGuild: 1_000,
  allowedChannels: 100,
  allowedRoles: 50,
  blockedMembers: 1_000,
  blockedWords: 500,
  blockedWordLength: 50,
} as const;

const whole = (most: number) => z.number().int().min(0).max(most);
const id = z.string().regex(/^\d{17,20}$/);
const credits = whole(policyLimits.credits);
const period = z.enum(['day', 'week', 'month']);

/** A list in which nothing stands twice: what an entry is about is its key. */
function listOf<T>(entry: z.ZodType<T>, most: number, keyOf: (entry: T) => unknown = (value) => value) {
  return z
    .array(entry)
    .max(most)
    .refine((list) => new Set(list.map(keyOf)).size === list.length, { params: { problem: 'twice' } });
}

const timeZone = z.string().transform((text, context) => {
  const name = timeZoneNamed(text);
  if (name !== null) return name;
  context.addIssue({ code: 'custom' });
  return z.NEVER;
});

/** One line with something to see in it: an empty word would be found in every prompt. */
const blockedWord = z.string().trim().refine(isBlockableWord);

function isBlockableWord(text: string): boolean {
  if (!text.isWellFormed() || /\p{Cc}/u.test(text) || [...text].length > policyLimits.blockedWordLength) return false;
  return /[\p{L}\p{N}\p{S}\p{P}]/u.test(text.replace(/\p{Default_Ignorable_Code_Point}/gu, ''));
}

const policySchema: z.ZodType<GuildPolicy> = z.strictObject({
  timeZone,
  allowance: z.object({ credits, period }),
  rolloverCredits: whole(policyLimits.rolloverCredits),
  tiers: listOf(z.object({ roleId: id, credits }), policyLimits.tiers, (tier) => tier.roleId),
  overrides: listOf(z.object({ memberId: id, credits }), policyLimits.overrides, (override) => override.memberId),
  exemptRoles: listOf(id, policyLimits.exemptRoles),
  pool: z.object({ credits, period }).nullable(),
  cooldownSeconds: whole(policyLimits.cooldownSeconds),
  maxJobsPerMember: whole(policyLimits.maxJobsPerMember),
  maxJobsPerGuild: whole(policyLimits.maxJobsPerGuild),
  allowedChannels: listOf(id, policyLimits.allowedChannels),
  allowedRoles: listOf(id, policyLimits.allowedRoles),
  blockedMembers: listOf(id, policyLimits.blockedMembers),
  blockedWords: listOf(blockedWord, policyLimits.blockedWords),
  nsfw: z.enum(['anywhere', 'age-restricted', 'spoiler']),
  noticesChannelId: id.nullable(),
  poolNotices: z.boolean(),
  failureNotices: z.boolean(),
  reportsChannelId: id.nullable(),
});

/**
 * What is wrong with a setting:
 * - `too-many`: the list is full; `most` says how many fit
 * - `out-of-range`: below 0, or above `most` where that is given
 * - `twice`: an entry of the list is there already
 * - `not-valid`: a fraction, no id, an unknown time zone, a word that cannot be seen, anything else
 */
export interface PolicyProblem {
  /** The setting; empty when the whole is no policy. */
  readonly field: string;
  readonly problem: 'too-many' | 'out-of-range' | 'twice' | 'not-valid';
  readonly most?: number;
}

/** Settings that cannot hold, with one problem for each that is wrong. Nothing of them has come into force. */
export class PolicyError extends Error {
  readonly problems: readonly PolicyProblem[];

  constructor(problems: readonly PolicyProblem[]) {
    super(`Not a policy: ${problems.map(({ field, problem }) => `${field || 'document'} ${problem}`).join(', ')}`);
    this.name = 'PolicyError';
    this.problems = problems;
  }
}

/**
 * A policy as it may come into force and be stored: the time zone written as its database does, words without blanks around.
 * @throws {PolicyError}
 */
export function checkPolicy(candidate: unknown): GuildPolicy {
  const { data, error } = policySchema.safeParse(candidate);
  if (error) throw new PolicyError(onePerField(error.issues.map(problemOf)));
  return data;
}

/**
 * Reads a stored policy, also one of an older version: what it does not name is taken from `fallback`, what is no setting
 * any more is left out. What it names must hold: a rule that cannot be read is not dropped in silence.
 * @throws {PolicyError}
 */
export function parsePolicy(json: string, fallback: GuildPolicy): GuildPolicy {
  const stored = documentSchema.safeParse(json).data;
  if (!stored) throw new PolicyError([{ field: '', problem: 'not-valid' }]);
  const named = Object.entries(stored).filter(([field]) => Object.hasOwn(fallback, field));
  return checkPolicy({ ...fallback, ...Object.fromEntries(named) });
}

const documentSchema = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom' });
      return z.NEVER;
    }
  })
  .pipe(z.record(z.string(), z.unknown()));

/** A number beyond all bounds breaks several of them, a list may hold a hundred bad entries: the last one speaks. */
function onePerField(problems: readonly PolicyProblem[]): PolicyProblem[] {
  return [...new Map(problems.map((problem) => [problem.field, problem])).values()];
}

function problemOf(issue: z.core.$ZodIssue): PolicyProblem {
  const field = String(issue.path[0] ?? '');
  if (issue.code === 'too_big' && issue.origin === 'array')
    return { field, problem: 'too-many', most: Number(issue.maximum) };
  if (issue.code === 'too_big') return { field, problem: 'out-of-range', most: Number(issue.maximum) };
  if (issue.code === 'too_small') return { field, problem: 'out-of-range' };
  return { field, problem: issue.code === 'custom' && issue.params?.problem === 'twice' ? 'twice' : 'not-valid' };
}
