import { stringify } from 'csv-stringify/sync';
import { isAlias } from '../../credits/alias.ts';
import type { AuditEntry } from '../../credits/audit-trail.ts';
import type { Movement } from '../../credits/credit-records.ts';
import type { Words } from '../../words/words.ts';

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

export function auditRow(entry: AuditEntry, words: Words): Cell[] {
  const { id, createdAt, actorId, action, reason } = entry;
  const change = changeOf(entry.before, entry.after);
  return [
    ...[id, timeOf(createdAt), mention('@', actorId, words), action, targetOf(entry, words)],
    ...[jsonOf(change.before, words), jsonOf(change.after, words), plain(reason)],
  ];
}

export function movementRow(movement: Movement, words: Words): Cell[] {
  const { id, createdAt, memberId, kind, amountCredits, actorId, jobId, reason } = movement;
  const by = actorId === null ? null : mention('@', actorId, words);
  const job = jobId === null ? null : `job ${jobId}`;
  return [id, timeOf(createdAt), mention('@', memberId, words), kind, amountCredits, by, job, plain(reason)];
}

/** `2026-11-21 17:42:20`, UTC: what spreadsheets take for a time. */
function timeOf(createdAt: number): string {
  return new Date(createdAt).toISOString().slice(0, 19).replace('T', ' ');
}

/** What stands before an id in a mention: of a member, a role or a channel. */
type Sigil = '@' | '@&' | '#';

/** Whose data was erased is told apart from others by a number that leads to nobody. */
function mention(sigil: Sigil, id: string, words: Words): string {
  return isAlias(id) ? `${words('member.former')} (${id})` : `<${sigil}${id}>`;
}

/** What the ids mean that stand under these names in what is written down. */
const sigils: ReadonlyMap<string, Sigil> = new Map<string, Sigil>([
  ['memberId', '@'],
  ['blockedMembers', '@'],
  ['roleId', '@&'],
  ['allowedRoles', '@&'],
  ['exemptRoles', '@&'],
  ['allowedChannels', '#'],
  ['noticesChannelId', '#'],
  ['reportsChannelId', '#'],
]);

/** What a setting is about may be a role, a channel or a member: the setting says which. */
function targetOf({ action, targetId, after }: AuditEntry, words: Words): string | null {
  if (targetId === null) return null;
  if (action === 'tier') return mention('@&', targetId, words);
  if (action !== 'settings') return mention('@', targetId, words);
  const [sigil] = Object.keys(recordOf(after)).flatMap((field) => sigils.get(field) ?? []);
  return sigil ? mention(sigil, targetId, words) : `id ${targetId}`;
}

interface Change {
  readonly before: unknown;
  readonly after: unknown;
}

/**
 * Of lists, what went and what came: the whole of one may be longer than the 32,767 characters that a cell takes
 * (https://support.microsoft.com/en-us/office/excel-specifications-and-limits-1672b34d-7043-467e-8e27-269d656771c3).
 */
function changeOf(before: unknown, after: unknown): Change {
  const [old, now] = [recordOf(before), recordOf(after)];
  const differing = Object.keys(now).flatMap((field) => {
    const [was, is] = [old[field], now[field]];
    return Array.isArray(was) && Array.isArray(is) ? [[field, differenceOf(was, is)] as const] : [];
  });
  if (differing.length === 0) return { before, after };
  const side = (name: keyof Change) => Object.fromEntries(differing.map(([field, change]) => [field, change[name]]));
  return { before: { ...old, ...side('before') }, after: { ...now, ...side('after') } };
}

function differenceOf(before: readonly unknown[], after: readonly unknown[]): Change {
  const [old, now] = [keyed(before), keyed(after)];
  const without = (entries: Keyed, others: Keyed) =>
    [...entries].flatMap(([key, entry]) => (others.has(key) ? [] : [entry]));
  return { before: without(old, now), after: without(now, old) };
}

type Keyed = ReadonlyMap<string, unknown>;

function keyed(entries: readonly unknown[]): Keyed {
  return new Map(entries.map((entry) => [JSON.stringify(entry), entry]));
}

type Named = Readonly<Record<string, unknown>>;

function recordOf(value: unknown): Named {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function jsonOf(value: unknown, words: Words): string | null {
  return value === null || value === undefined ? null : JSON.stringify(withMentions(value, '', words));
}

/** With mentions in the place of ids. @param field - under which it stands */
function withMentions(value: unknown, field: string, words: Words): unknown {
  if (Array.isArray(value)) return value.map((entry) => withMentions(entry, field, words));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, withMentions(entry, name, words)]));
  const sigil = typeof value === 'string' ? sigils.get(field) : undefined;
  return typeof value === 'string' && sigil ? mention(sigil, value, words) : value;
}

/** Half a character, as a cut emoji leaves it, cannot be written as UTF-8. */
function plain(reason: string | null): string | null {
  return reason?.toWellFormed() ?? null;
}
