import { resolve } from 'node:path';
import { environmentSchema } from '../src/environment.ts';

const schema = environmentSchema.pick({ DATA_DIR: true, DATABASE_URL: true });

/** Where raybot keeps its data, by the two variables that say so: the keys of services need not be set to look there. */
export function databasePaths(environment: NodeJS.ProcessEnv): { databaseFile: string; backupDirectory: string } {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()));
  const { DATA_DIR, DATABASE_URL } = schema.parse(given);
  const directory = resolve(DATA_DIR);
  return {
    databaseFile: DATABASE_URL ?? resolve(directory, 'raybot.sqlite'),
    backupDirectory: resolve(directory, 'backups'),
  };
}
