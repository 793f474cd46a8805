import type { Migration } from 'kysely/migration';
import * as first from './0001-accounts-and-jobs.ts';
import * as second from './0002-attempts-in-full.ts';
import * as third from './0003-policies.ts';
import * as fourth from './0004-budgets.ts';
import * as fifth from './0005-erasure.ts';
import * as sixth from './0006-usage.ts';
import * as seventh from './0007-job-wishes.ts';
import * as eighth from './0008-menus-and-reports.ts';
import * as ninth from './0009-member-erasure.ts';
import * as tenth from './0010-seen-durations.ts';

/** Every change of the tables, by name. A released one is never edited: a mistake gets a new one. */
export const migrations: Record<string, Migration> = {
  '0001-accounts-and-jobs': first,
  '0002-attempts-in-full': second,
  '0003-policies': third,
  '0004-budgets': fourth,
  '0005-erasure': fifth,
  '0006-usage': sixth,
  '0007-job-wishes': seventh,
  '0008-menus-and-reports': eighth,
  '0009-member-erasure': ninth,
  '0010-seen-durations': tenth,
};
