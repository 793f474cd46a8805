import { stringify } from 'csv-stringify/sync';
import type { AuditEntry } from '../../credits/audit-trail.ts';
import type { Movement } from '../../credits/credit-records.ts';

/**
 * Tables that a spreadsheet opens, as CSV (RFC 4180).
 *
 * A field that a spreadsheet would run as a formula is made plain text (https://owasp.org/www-community/attacks/CSV_Injection):
 * reasons are free text. Ids stand as mentions: as bare numbers of 18 digits they would be rounded, and pasted into Discord
 * they show whom they mean.
 */
export type Cell = string | number | null;

/**
 * What a table begins with. The mark says that the file is UTF-8: without it Excel takes it for the code page of its
 * computer and spoils every accent and emoji in a reason. Other programs skip it.
 */
const byteOrderMark = '\uFEFF';

export const auditColumns = ['entry', 'time', 'by', 'action', 'target', 'before', 'after', 'reason'] as const;
export const movementColumns = ['entry', 'time', 'member', 'kind', 'credits', 'by', 'job', 'reason'] as const;

/** The beginning of a table: its heading. */
export function tableHead(columns: readonly string[]): string {
  return `${byteOrderMark}${tableRows([columns])}`;
}

/** More of a table; each row ends with a line break. */
export function tableRows(rows: readonly (readonly Cell[])[]): string {
  return stringify(
    rows.map((row) => [...row]),
    { escape_formulas: true, record_delimiter: 'windows' },
  );
}

export function auditRow({ id, createdAt, actorId, action, targetId, before, after, reason }: AuditEntry): Cell[] {
  const target = targetId === null ? null : targetOf(action, targetId);
  return [id, timeOf(createdAt), mention(actorId), action, target, jsonOf(before), jsonOf(after), plain(reason)];
}

export function movementRow(movement: Movement): Cell[] {
  const { id, createdAt, memberId, kind, amountCredits, actorId, jobId, reason } = movement;
  const by = actorId === null ? null : mention(actorId);
  const job = jobId === null ? null : `job ${jobId}`;
  return [id, timeOf(createdAt), mention(memberId), kind, amountCredits, by, job, plain(reason)];
}

/** `2026-11-21 17:42:20`, UTC: what spreadsheets take for a time. */
function timeOf(createdAt: number): string {
  return new Date(createdAt).toISOString().slice(0, 19).replace('T', ' ');
}

function mention(id: string): string {
  return `<@${id}>`;
}

/** What a setting is about may be a role, a channel or a member: its id alone does not say. */
function targetOf(action: string, id: string): string {
  if (action === 'tier') return `<@&${id}>`;
  return action === 'settings' ? `id ${id}` : mention(id);
}

function jsonOf(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}

/** Half a character, as a cut emoji leaves it, cannot be written as UTF-8. */
function plain(reason: string | null): string | null {
  return reason?.toWellFormed() ?? null;
}
