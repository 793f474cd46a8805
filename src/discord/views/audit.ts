import { z } from 'zod';
import type { AuditEntry } from '../../credits/audit-trail.ts';
import type { Page } from '../../credits/pages.ts';
import { escapeText } from '../../words/plain-text.ts';
import type { Words } from '../../words/words.ts';
import { changedLine, fieldsOf, recordedName, recordOf, settingsLine } from './audit-settings.ts';
import { perPeriod, timestamp } from './figures.ts';
import { memberText } from './people.ts';

/** What admins did, as `/quota audit` shows it: who, when, to whom, before and after, and why. */

/** Of each, characters: eight entries must fit into a message. */
const maxLength = { reason: 50, fields: 50 } as const;

/** How many entries stand on a page. */
export const auditEntriesOnPage = 8;

export function auditText({ rows, hasNewer }: Page<AuditEntry>, words: Words): string {
  if (rows.length === 0) return words(hasNewer ? 'audit.end' : 'audit.none');
  return [words('audit.title'), ...rows.map((entry) => entryText(entry, words))].join('\n');
}

function entryText(entry: AuditEntry, words: Words): string {
  const { actorId, createdAt, reason } = entry;
  const change = changeOf(entry, words);
  return [
    words('audit.entry', { at: timestamp(createdAt), who: memberText(actorId, words), what: whatOf(entry, words) }),
    ...(change === null ? [] : [change]),
    ...(reason === null ? [] : [words('audit.reason', { reason: escapeText(reason, maxLength.reason) })]),
  ].join('\n');
}

function whatOf({ action, targetId, before, after }: AuditEntry, words: Words): string {
  switch (action) {
    case 'grant':
    case 'take':
    case 'set':
    case 'reset':
    case 'override':
      return words(`audit.action.${action}`, { member: memberText(targetId ?? '', words) });
    case 'tier':
      return words('audit.action.tier', { roleId: targetId ?? '' });
    case 'allowance':
      return words('audit.action.allowance');
    case 'pool':
      return words('audit.action.pool');
    case 'operator-pool':
      return words('audit.action.operator-pool');
    case 'operator-allow':
      return words('audit.action.operator-allow');
    case 'operator-deny':
      return words('audit.action.operator-deny');
    case 'video-cancel':
    case 'video-withhold':
    case 'video-post':
    case 'video-delete':
    case 'report-delete':
    case 'report-block':
    case 'report-dismiss':
      return words(`audit.action.${action}`, {
        member: targetId === null ? words('member.former') : memberText(targetId, words),
      });
    case 'settings': {
      const names = fieldsOf(recordOf(before), recordOf(after)).map((field) => recordedName(field, words));
      return words('audit.action.settings', { fields: escapeText(names.join(', '), maxLength.fields) });
    }
    default:
      return words('audit.action.other', { action: escapeText(action, maxLength.fields) });
  }
}

/** What stood before and stands after, where it can be told in a line. */
function changeOf({ action, targetId, before, after }: AuditEntry, words: Words): string | null {
  switch (action) {
    case 'grant':
    case 'take':
    case 'set':
    case 'reset':
      return movedLine(before, after, words);
    case 'tier':
      return changedLine(tierIn(before, targetId), tierIn(after, targetId), words);
    case 'override':
      return changedLine(overrideIn(before, targetId), overrideIn(after, targetId), words);
    case 'allowance':
      return changedLine(allowanceIn(before, words), allowanceIn(after, words), words);
    case 'pool':
      return changedLine(poolIn(recordOf(before).pool, words), poolIn(recordOf(after).pool, words), words);
    case 'operator-pool':
      return changedLine(poolIn(before, words), poolIn(after, words), words);
    default:
      return settingsLine(recordOf(before), recordOf(after), words);
  }
}

const balance = z.object({ availableCredits: z.number() });

function movedLine(before: unknown, after: unknown, words: Words): string | null {
  const [was, is] = [balance.safeParse(before).data, balance.safeParse(after).data];
  if (!was || !is) return null;
  return words('audit.moved', { before: was.availableCredits, after: is.availableCredits });
}

const tiers = z.object({ tiers: z.array(z.object({ roleId: z.string(), credits: z.number() })) });

function tierIn(policy: unknown, roleId: string | null): number | null {
  return tiers.safeParse(policy).data?.tiers.find((tier) => tier.roleId === roleId)?.credits ?? null;
}

const overrides = z.object({ overrides: z.array(z.object({ memberId: z.string(), credits: z.number() })) });

function overrideIn(policy: unknown, memberId: string | null): number | null {
  const own = overrides.safeParse(policy).data?.overrides.find((override) => override.memberId === memberId);
  return own?.credits ?? null;
}

const perPeriodSchema = z.object({ credits: z.number(), period: z.enum(['day', 'week', 'month']) });
const inAll = z.object({ credits: z.number(), period: z.null() });
const rollover = z.object({ rolloverCredits: z.number() });

/** Only what was touched is written down: the amount, what is left over, or both. */
function allowanceIn(policy: unknown, words: Words): string | null {
  const amount = perPeriodSchema.safeParse(recordOf(policy).allowance).data;
  const kept = rollover.safeParse(policy).data?.rolloverCredits;
  const parts = [
    ...(amount ? [perPeriod(amount, words)] : []),
    ...(kept === undefined ? [] : [words('audit.rollover', { credits: kept })]),
  ];
  return parts.length > 0 ? parts.join(', ') : null;
}

function poolIn(pool: unknown, words: Words): string | null {
  const amount = perPeriodSchema.safeParse(pool).data;
  if (amount) return perPeriod(amount, words);
  const total = inAll.safeParse(pool).data;
  return total ? words('audit.in-all', { credits: total.credits }) : null;
}
