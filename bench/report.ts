import { burstSize } from './acknowledgements.ts';
import { type BurstFigures, burstMegabytes } from './burst.ts';
import type { Deliveries } from './deliveries.ts';
import type { EditFigures } from './edits.ts';
import { drawGenerationTimesMs } from './generation-times.ts';
import { type LargeFiles, largeCount, largeMegabytes, uploadMegabytesPerSecond } from './large-files.ts';
import type { Moved } from './moved-files.ts';
import type { Row, Section } from './table.ts';

/** The bench's figures as lines of the table, with raybot's targets. */

const targets = {
  /** To the bot that only defers. */
  slowestAckRatio: 1.6,
  burstPeakMb: 220,
  lastFileSeconds: 5,
  largeOverIdleMb: 150,
  editP99Ms: 25,
} as const;

export function burstSections({ acknowledgements, spread, together, floor }: BurstFigures): Section[] {
  return [
    acknowledgementSection(acknowledgements),
    {
      title: `Burst: ${burstSize} × ${burstMegabytes} MB, generations of ${spreadText()} (the middle of a lognormal law, median 60 s)`,
      rows: [...delayRows(spread), ...memoryRows(spread, floor)],
      notes: [
        'floor: the memory of a script that only moves the files (undici, file-backed Blobs, 8 at a time)',
        'peak memory: the process (VmHWM) with its children, MB of 10^6 bytes',
        requestNote(spread),
      ],
    },
    {
      title: `The harder line: ${burstSize} × ${burstMegabytes} MB, all ready in one moment`,
      rows: [
        { what: 'last file after ready', unit: 's', raybot: together.lastAfterLastReady, floor: floor.seconds },
        { what: 'middle file after ready', unit: 's', raybot: together.delays.p50 },
        ...memoryRows(together, floor),
      ],
      notes: ['floor: the same script', requestNote(together)],
    },
  ];
}

function acknowledgementSection({ raybot, deferring, ratio }: BurstFigures['acknowledgements']): Section {
  const row = (what: string, of: (series: typeof raybot) => number): Row => ({
    what,
    unit: 'ms',
    raybot: of(raybot),
    floor: of(deferring),
  });
  return {
    title: `Acknowledgements: ${burstSize} commands back to back, ${raybot.maxima.length} rounds in turn after one warm-up each`,
    rows: [
      row('p50, median of the rounds', ({ p50 }) => p50),
      row('p99, median of the rounds', ({ p99 }) => p99),
      {
        ...row('slowest, median of the rounds', ({ max }) => max),
        target: { of: 'ratio', atMost: targets.slowestAckRatio, ratio },
      },
      row('slowest of all rounds', ({ worst }) => worst),
      row('slowest of the very first burst', ({ first }) => first.max),
      { what: 'peak memory', unit: 'MB', raybot: raybot.peakMb, floor: deferring.peakMb },
    ],
    notes: [
      'floor: a bot of discord.js that only defers; same Discord, same bursts',
      'judged is the median of the rounds’ ratios, slowest by slowest',
      `slowest by round: raybot ${rounded(raybot.maxima)}; floor ${rounded(deferring.maxima)}`,
    ],
  };
}

export function largeSection({ raybot, floor, discordJs }: LargeFiles): Section {
  return {
    title: `Large files: ${largeCount} × ${largeMegabytes} MB, all ready in one moment, ${uploadMegabytesPerSecond} MB/s for each upload`,
    rows: [
      {
        what: 'peak memory over idle',
        unit: 'MB',
        raybot: raybot.peak.totalMb - raybot.idleMb,
        floor: floor.peakMb - floor.idleMb,
        peer: discordJs.peakMb - discordJs.idleMb,
        target: { of: 'figure', atMost: targets.largeOverIdleMb },
      },
      { what: 'idle', unit: 'MB', raybot: raybot.idleMb, floor: floor.idleMb, peer: discordJs.idleMb },
      {
        what: 'last file after ready',
        unit: 's',
        raybot: raybot.lastAfterLastReady,
        floor: floor.seconds,
        peer: discordJs.seconds,
      },
    ],
    notes: ['floor: the script that only moves files, 8 at a time; peer: discord.js with Buffers, all at once'],
  };
}

export function editSection(figures: EditFigures): Section {
  const { raybot, undici } = figures;
  const peer = figures['discord.js'];
  const row = (what: string, rank: 'p50' | 'p99' | 'max'): Row => ({
    what,
    unit: 'ms',
    raybot: raybot[rank],
    floor: undici[rank],
    peer: peer[rank],
  });
  return {
    title: 'Edits: 100 different answers a second for ten seconds, from call to answer',
    rows: [
      row('p50', 'p50'),
      { ...row('p99', 'p99'), target: { of: 'figure', atMost: targets.editP99Ms } },
      row('slowest', 'max'),
    ],
    notes: ['floor: undici alone; peer: discord.js with its defaults'],
  };
}

function delayRows({ delays }: Deliveries): Row[] {
  return [
    {
      what: 'last file after ready',
      unit: 's',
      raybot: delays.max,
      target: { of: 'figure', atMost: targets.lastFileSeconds },
    },
    { what: 'middle file after ready', unit: 's', raybot: delays.p50 },
  ];
}

function memoryRows({ idleMb, peak, acks }: Deliveries, floor: Moved): Row[] {
  return [
    {
      what: 'peak memory',
      unit: 'MB',
      raybot: peak.totalMb,
      floor: floor.peakMb,
      target: { of: 'figure', atMost: targets.burstPeakMb },
    },
    { what: '… the process alone', unit: 'MB', raybot: peak.ownMb },
    { what: '… its children', unit: 'MB', raybot: peak.childrenMb },
    { what: 'idle before', unit: 'MB', raybot: idleMb },
    { what: 'slowest acknowledgement (first burst)', unit: 'ms', raybot: acks.max },
  ];
}

function spreadText(): string {
  const times = drawGenerationTimesMs(burstSize).map((time) => Math.round(time / 1000));
  return `${Math.min(...times)} to ${Math.max(...times)} s`;
}

function requestNote({ requests, faults }: Deliveries): string {
  const kinds = Object.entries(requests).map(([kind, perJob]) => `${kind} ${Number(perJob.toFixed(2))}`);
  const verdict = faults.length === 0 ? 'one submit and one video for each job; ' : '';
  return `${verdict}requests per job: ${kinds.join(', ')}`;
}

function rounded(values: readonly number[]): string {
  return values.map((value) => value.toFixed(0)).join(' ');
}
