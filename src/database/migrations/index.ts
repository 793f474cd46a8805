import type { Migration } from 'kysely/migration';
import * as first from './0001-accounts-and-jobs.ts';
import * as second from './0002-attempts-in-full.ts';

/** Every change of the tables, by name. A released one is never edited: a mistake gets a new one. */
export const migrations: Record<string, Migration> = {
  '0001-accounts-and-jobs': first,
  '0002-attempts-in-full': second,
};
