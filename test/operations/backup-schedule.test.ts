import { pino } from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import { BackupError } from '../../src/errors/backup-error.ts';
import type { Backups } from '../../src/operations/backup.ts';
import { backupName, newestBackup } from '../../src/operations/backup-files.ts';
import { BackupSchedule } from '../../src/operations/backup-schedule.ts';
import { ManualClock, settled } from '../builders/manual-clock.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** A folder in mind; what `fail` says is thrown by the next ones. */
class FakeBackups implements Backups {
  readonly names: string[] = [];
  readonly tries: number[] = [];
  fail: () => void = () => {};
  failToLook: () => void = () => {};
  /** Where it is set, a backup lasts until it is given up. */
  isEndless = false;

  async newest(now: number): Promise<number | null> {
    this.failToLook();
    return newestBackup(this.names, now);
  }

  async run(now: number, signal?: AbortSignal) {
    this.tries.push(now);
    this.fail();
    if (this.isEndless) {
      await new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new BackupError('interrupted', 'it was given up')));
      });
    }
    this.names.push(backupName(now));
    return { file: backupName(now), bytes: 1, accounts: 1, entries: 1, deleted: [], undeleted: [] };
  }
}

let clock: ManualClock;
let start: number;
let backups: FakeBackups;
let told: string[];
let schedule: BackupSchedule;

beforeEach(({ onTestFinished }) => {
  clock = new ManualClock();
  start = clock.now();
  backups = new FakeBackups();
  told = [];
  const log = pino({ level: 'silent' });
  schedule = new BackupSchedule({ backups, onFailure: (detail) => told.push(detail), clock, log });
  onTestFinished(() => schedule.stop());
});

/** When it was tried, hours after the start. */
const triedAfterHours = () => backups.tries.map((time) => (time - start) / hourMs);
const broken =
  (message = 'the disk is full') =>
  () => {
    throw new BackupError('storage', message);
  };

describe('backups are made', () => {
  it('some minutes after the first start, then once a day', async () => {
    schedule.start();
    await clock.advance(5 * minuteMs - 1);
    expect(backups.tries).toEqual([]);
    await clock.advance(1);
    await clock.advance(3 * dayMs);
    expect(triedAfterHours().map((hours) => hours - 5 / 60)).toEqual([0, 24, 48, 72]);
  });

  it('when the newest one is a day old, however often raybot is started meanwhile', async () => {
    backups.names.push(backupName(start - 20 * hourMs), 'notes.txt');
    schedule.start();
    await clock.advance(4 * hourMs - 1);
    expect(backups.tries).toEqual([]);
    await clock.advance(1);
    expect(triedAfterHours()).toEqual([4]);
  });

  it('again where somebody has deleted the newest one', async () => {
    schedule.start();
    await clock.advance(5 * minuteMs);
    backups.names.length = 0;
    await clock.advance(hourMs);
    expect(backups.tries).toHaveLength(2);
  });

  it('once a day also where a clock that was wrong has left some of the future', async () => {
    backups.names.push(backupName(start + 10 * dayMs), backupName(start + 400 * dayMs));
    schedule.start();
    await clock.advance(2 * dayMs + hourMs);
    expect(backups.tries).toHaveLength(3);
  });
});

describe('a backup that fails', () => {
  it('is tried again each hour, and told once a day', async () => {
    backups.fail = broken();
    schedule.start();
    await clock.advance(5 * minuteMs + 5 * hourMs);
    expect(backups.tries).toHaveLength(6);
    expect(told).toEqual(['the disk is full']);
    await clock.advance(19 * hourMs);
    expect(told).toHaveLength(2);
  });

  it('is told anew after one that was made', async () => {
    backups.fail = broken();
    schedule.start();
    await clock.advance(5 * minuteMs);
    backups.fail = () => {};
    await clock.advance(hourMs);
    expect(backups.names).toHaveLength(1);
    backups.names.length = 0;
    backups.fail = broken('and full again');
    await clock.advance(hourMs);
    expect(told).toEqual(['the disk is full', 'and full again']);
  });

  it('because the folder cannot be read is told too', async () => {
    backups.failToLook = () => {
      throw new Error('EACCES: permission denied');
    };
    schedule.start();
    await clock.advance(5 * minuteMs);
    expect(told).toEqual(['EACCES: permission denied']);
    backups.failToLook = () => {};
    await clock.advance(hourMs);
    expect(backups.names).toHaveLength(1);
  });

  it('because somebody makes one by hand is no trouble', async () => {
    backups.fail = () => {
      throw new BackupError('under-way', 'Another backup is being made.');
    };
    schedule.start();
    await clock.advance(5 * minuteMs + hourMs);
    expect(backups.tries).toHaveLength(2);
    expect(told).toEqual([]);
  });
});

describe('a stop', () => {
  it('ends the schedule', async () => {
    schedule.start();
    await settled();
    await schedule.stop();
    await clock.advance(2 * dayMs);
    expect(backups.tries).toEqual([]);
    expect(clock.sleeping).toBe(0);
  });

  it('gives up a backup that is being made, which is no failure', async () => {
    backups.isEndless = true;
    schedule.start();
    await clock.advance(5 * minuteMs);
    expect(backups.tries).toHaveLength(1);
    await schedule.stop();
    expect(told).toEqual([]);
    expect(backups.names).toEqual([]);
  });

  it('needs no start', async () => {
    await schedule.stop();
  });
});
