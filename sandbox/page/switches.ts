import type { Sandbox } from '../start-sandbox.ts';
import type { PageSwitch } from './wire.ts';

/** Trouble that can be switched on and off, in the words of somebody who has never seen the code. */
interface Trouble {
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  readonly turn: (sandbox: Sandbox, on: boolean) => void;
}

/** Bytes; more than the server takes at its boost level. */
const TOO_LARGE_BYTES = 30 * 1024 * 1024;

const TROUBLES: readonly Trouble[] = [
  {
    name: 'down',
    label: 'Video services are down',
    hint: 'Every call is answered with an error.',
    turn({ segmind, apiframe }, on) {
      const fault = on ? ({ kind: 'error-503' } as const) : null;
      Object.assign(segmind.faults, { submit: fault, sync: fault, status: fault, result: fault, credits: fault });
      Object.assign(apiframe.faults, { submit: fault, job: fault, list: fault, me: fault });
    },
  },
  {
    name: 'money',
    label: 'The operator’s account is empty',
    hint: 'The services take no new video.',
    turn({ segmind, apiframe }, on) {
      segmind.credits = on ? 0 : 100;
      apiframe.credits = on ? 0 : 10_000;
    },
  },
  {
    name: 'moderation',
    label: 'Moderation refuses the prompt',
    hint: 'Videos that are asked for now are refused for their content.',
    turn({ segmind, apiframe }, on) {
      segmind.faults.failJobs = on ? 'moderation' : null;
      apiframe.faults.failJobs = on ? 'moderation' : null;
    },
  },
  {
    name: 'failure',
    label: 'Videos fail',
    hint: 'The service takes the order and gives up later, free of charge.',
    turn({ segmind, apiframe }, on) {
      segmind.faults.failJobs = on ? 'generic' : null;
      apiframe.faults.failJobs = on ? 'generic' : null;
    },
  },
  {
    name: 'slow',
    label: 'Videos take forever',
    hint: 'No video gets ready while this is on.',
    turn({ segmind, apiframe }, on) {
      segmind.faults.holdJobs = on;
      apiframe.faults.holdJobs = on;
    },
  },
  {
    name: 'large',
    label: 'Videos are too large',
    hint: 'New ones have 30 MB; this server takes 20.',
    turn({ segmind, apiframe }, on) {
      segmind.faults.minimumClipBytes = on ? TOO_LARGE_BYTES : null;
      apiframe.faults.minimumClipBytes = on ? TOO_LARGE_BYTES : null;
    },
  },
  {
    name: 'mute',
    label: 'The bot may not write here',
    hint: 'Discord refuses its messages in every channel of the server.',
    turn({ discord }, on) {
      discord.faults.noPermissionToSend = on;
    },
  },
];

/** Both say how a video ends, so that one replaces the other. */
const EXCLUSIVE = ['moderation', 'failure'];

export interface Switches {
  list(): PageSwitch[];
  /** @throws {RangeError} when there is no such switch */
  turn(name: string, on: boolean): void;
}

export function createSwitches(sandbox: Sandbox): Switches {
  const on = new Set<string>();
  const set = (trouble: Trouble, wanted: boolean) => {
    trouble.turn(sandbox, wanted);
    if (wanted) on.add(trouble.name);
    else on.delete(trouble.name);
  };
  return {
    list: () => TROUBLES.map(({ name, label, hint }) => ({ name, label, hint, on: on.has(name) })),
    turn(name, wanted) {
      const trouble = TROUBLES.find((candidate) => candidate.name === name);
      if (!trouble) throw new RangeError('there is no such switch');
      const others = EXCLUSIVE.includes(name) ? TROUBLES.filter((one) => EXCLUSIVE.includes(one.name)) : [];
      for (const other of others) if (other !== trouble && on.has(other.name)) set(other, false);
      set(trouble, wanted);
    },
  };
}
