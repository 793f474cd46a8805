import { existsSync } from 'node:fs';
import { loadavg } from 'node:os';
import { measureAcceptances } from './acceptances.ts';
import { type BenchOptions, readArguments } from './arguments.ts';
import { measureBurst } from './burst.ts';
import { measureEdits } from './edits.ts';
import { measureLoopHolds } from './event-loop.ts';
import { measureLargeFiles } from './large-files.ts';
import { measurePolling } from './polling/measure-polling.ts';
import { plotFrontier } from './polling/plot.ts';
import { pollingSections, pollingTables } from './polling/report-polling.ts';
import { burstSections, editSection, largeSection } from './report.ts';
import { acceptanceSection, loopSection } from './report-books.ts';
import { isMet, ratioOf, renderTable, type Section } from './table.ts';
import { cleanUp } from './warden.ts';
import { startWorld, type World } from './world.ts';

/**
 * `npm run bench`: raybot by its own start command against a Discord and a Segmind of the bench, beside floors and peers
 * that do the same work in the same run. It measures; what is right is the tests' business, except that a second submit or
 * a second video fails the run.
 */

/** Above this, others use the machine so much that the figures are theirs too. */
const quietLoad = 0.5;

interface Results {
  readonly sections: readonly Section[];
  readonly faults: readonly string[];
}

async function measure({ parts, seeds, plot }: BenchOptions): Promise<Results> {
  const withWorld = parts.some((part) => part !== 'polling');
  const { sections, faults } = withWorld ? await measureIn(await startWorld(), parts) : { sections: [], faults: [] };
  if (!parts.includes('polling')) return { sections, faults };
  tell('looking at jobs, about a minute and a half …');
  const polling = await measurePolling(seeds);
  console.log(`\n${pollingTables(polling)}`);
  if (plot !== null) await plotFrontier(plot, seeds);
  return { sections: [...sections, ...pollingSections(polling)], faults };
}

async function measureIn(world: World, parts: BenchOptions['parts']): Promise<Results> {
  const sections: Section[] = [];
  const faults: string[] = [];
  if (parts.includes('burst')) {
    tell('burst, about three minutes …');
    const burst = await measureBurst(world);
    sections.push(...burstSections(burst));
    faults.push(...burst.spread.faults, ...burst.together.faults);
  }
  if (parts.includes('large')) {
    tell('large files, about a minute …');
    const large = await measureLargeFiles(world);
    sections.push(largeSection(large));
    faults.push(...large.raybot.faults);
  }
  if (parts.includes('edits')) {
    tell('edits, about 45 seconds …');
    sections.push(editSection(await measureEdits(world)));
  }
  if (parts.includes('accept')) {
    tell('hold and job, about half a minute …');
    sections.push(acceptanceSection(await measureAcceptances()));
  }
  if (parts.includes('loop')) {
    tell('event loop, about a minute …');
    sections.push(loopSection(await measureLoopHolds(world)));
  }
  return { sections, faults };
}

/** @returns the exit code */
async function run(options: BenchOptions): Promise<number> {
  const [load = 0] = loadavg();
  if (load > quietLoad) tell(`The machine is busy (load ${load.toFixed(2)}): the figures are worse than raybot's own.`);
  const { sections, faults } = await measure(options);
  const rows = sections.flatMap(({ rows }) => rows);
  console.log(`\n${renderTable(sections)}\n\nLoad at the start: ${load.toFixed(2)}`);
  for (const fault of faults) console.log(`✗ ${fault}`);
  if (options.json) console.log(JSON.stringify({ load, faults, sections: sections.map(toJson) }));
  const missed = rows.some((row) => isMet(row) === false);
  return faults.length > 0 || (options.strict && missed) ? 1 : 0;
}

function toJson({ title, rows, notes }: Section): object {
  return { title, notes, rows: rows.map((row) => ({ ...row, ratio: ratioOf(row), met: isMet(row) })) };
}

function tell(text: string): void {
  process.stderr.write(`${text}\n`);
}

try {
  if (!existsSync('/proc/self/status')) throw new Error('The bench reads memory from /proc, so it needs Linux.');
  process.exitCode = await run(readArguments(process.argv.slice(2)));
} catch (error) {
  tell(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = 1;
} finally {
  await cleanUp();
}
