import type { GuildPolicy } from './policy.ts';

/** Whom a guild's policy is applied to. */
export interface PolicyMember {
  readonly memberId: string;
  /** As Discord sends them: without the role of everyone, whose id is the guild's. */
  readonly roleIds: readonly string[];
}

/** A member's credits for each period, and which setting says so. */
export type MemberAllowance =
  | { readonly credits: number; readonly why: 'override' | 'allowance' }
  | { readonly credits: number; readonly why: 'tier'; readonly roleId: string };

/** An override wins, else the best tier of the member's roles that is above the allowance, else the allowance. */
export function allowanceFor(policy: GuildPolicy, { memberId, roleIds }: PolicyMember): MemberAllowance {
  const override = policy.overrides.find((entry) => entry.memberId === memberId);
  if (override) return { credits: override.credits, why: 'override' };
  let best: MemberAllowance = { credits: policy.allowance.credits, why: 'allowance' };
  for (const { roleId, credits } of policy.tiers) {
    if (credits > best.credits && roleIds.includes(roleId)) best = { credits, why: 'tier', roleId };
  }
  return best;
}

/** Whether a role frees the member of credits, cooldown and limits of jobs. */
export function isExempt(policy: GuildPolicy, { roleIds }: Pick<PolicyMember, 'roleIds'>): boolean {
  return policy.exemptRoles.some((roleId) => roleIds.includes(roleId));
}
