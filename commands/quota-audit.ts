import { setImmediate } from 'node:timers/promises';
import type { AuditEntry } from '../src/credits/audit-trail.ts';
import type { Call, CommandCall, CommandServices } from '../src/discord/command.ts';
import type { Later, Reply, Update } from '../src/discord/command-result.ts';
import { auditEntriesOnPage, auditText } from '../src/discord/views/audit.ts';
import { type PageSpot, pagerRows, readPageSpot } from '../src/discord/views/pager.ts';
import {
  auditColumns,
  auditRow,
  type Cell,
  movementColumns,
  movementRow,
  tableHead,
  tableRows,
} from '../src/discord/views/quota-table.ts';
import type { Words } from '../src/words/words.ts';

/** What was written down: as pages to read, and as tables to keep. */

const list = 'audit';

export async function audit(call: Call, services: CommandServices, words: Words): Promise<Reply> {
  return { kind: 'reply', ...(await auditPage(call, {}, services, words)) };
}

/** @returns null for a button that is none of the audit's */
export async function turnAuditPage(
  payload: string,
  call: Call,
  services: CommandServices,
  words: Words,
): Promise<Update | null> {
  const spot = readPageSpot(payload, list);
  return spot && { kind: 'update', ...(await auditPage(call, spot, services, words)) };
}

async function auditPage({ origin }: Call, spot: PageSpot, { records }: CommandServices, words: Words) {
  const page = await records.audit(origin.guildId, { limit: auditEntriesOnPage, ...spot });
  return { content: auditText(page, words), components: pagerRows({ command: 'quota', list }, page, words) };
}

/** A table of what admins did, or of every movement of credits. It may be long, so it is promised first. */
export function exportTable(call: CommandCall, services: CommandServices, words: Words): Later {
  const { guildId, attachmentLimitBytes } = call.origin;
  const maxBytes = Math.min(attachmentLimitBytes, mostBytes) - bytesForTheRest;
  const isOfCredits = call.options.table === 'credits';
  return {
    kind: 'later',
    async work(signal) {
      const table = isOfCredits
        ? await tableOf(movementColumns, movementsOf(guildId, services, words), { maxBytes, signal })
        : await tableOf(auditColumns, auditOf(guildId, services, words), { maxBytes, signal });
      if (table.rows === 0) return { kind: 'reply', content: words('export.empty') };
      const { rows, isCut, bytes } = table;
      const lines = [
        isOfCredits ? words('export.credits', { rows }) : words('export.audit', { rows }),
        ...(isCut ? [words('export.cut')] : []),
        words('export.hint'),
      ];
      const name = isOfCredits ? 'credits.csv' : 'audit.csv';
      return {
        kind: 'reply',
        content: lines.join('\n'),
        files: [{ name, contentType: 'text/csv', bytes }],
      };
    },
  };
}

/** A table stands in memory while it is sent. */
const mostBytes = 8 * 1024 * 1024;
/** Of a request beside its file. */
const bytesForTheRest = 16 * 1024;
/** Some milliseconds of work: after that everybody else has a turn. */
const rowsAtOnce = 200;
/** The same of what admins did: each entry may hold a rule with a thousand members, before and after. */
const entriesAtOnce = 5;

async function* auditOf(
  guildId: string,
  { records }: CommandServices,
  words: Words,
): AsyncGenerator<readonly Cell[][]> {
  let last: AuditEntry | undefined;
  do {
    const { rows, hasOlder } = await records.audit(guildId, {
      limit: entriesAtOnce,
      ...(last && { beforeId: last.id }),
    });
    yield rows.map((entry) => auditRow(entry, words));
    last = hasOlder ? rows.at(-1) : undefined;
  } while (last);
}

async function* movementsOf(
  guildId: string,
  { records }: CommandServices,
  words: Words,
): AsyncGenerator<readonly Cell[][]> {
  for await (const movements of records.movements(guildId)) {
    for (let start = 0; start < movements.length; start += rowsAtOnce)
      yield movements.slice(start, start + rowsAtOnce).map((movement) => movementRow(movement, words));
  }
}

interface Table {
  readonly bytes: Uint8Array;
  readonly rows: number;
  /** Whether there was more than fits. */
  readonly isCut: boolean;
}

async function tableOf(
  columns: readonly string[],
  slices: AsyncIterable<readonly Cell[][]>,
  { maxBytes, signal }: { readonly maxBytes: number; readonly signal: AbortSignal },
): Promise<Table> {
  const parts = [Buffer.from(tableHead(columns))];
  let bytes = parts[0]?.length ?? 0;
  let rows = 0;
  for await (const slice of slices) {
    signal.throwIfAborted();
    const part = Buffer.from(tableRows(slice));
    if (bytes + part.length > maxBytes) return { bytes: Buffer.concat(parts), rows, isCut: true };
    parts.push(part);
    bytes += part.length;
    rows += slice.length;
    await setImmediate();
  }
  return { bytes: Buffer.concat(parts), rows, isCut: false };
}
