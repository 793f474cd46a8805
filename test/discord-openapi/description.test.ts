import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { absenceNote, descriptionPlace, readDescription } from './description.ts';

describe('Discord’s description', () => {
  it('is read where it is, may be missing, and has to be one', async ({ onTestFinished }) => {
    const directory = await mkdtemp(join(tmpdir(), 'raybot-openapi-'));
    onTestFinished(() => rm(directory, { recursive: true, force: true }));
    const file = join(directory, 'openapi.json');
    expect(readDescription(file)).toBeNull();
    await writeFile(file, '{"paths":{"/gateway":{"get":{}},"/odd":7}}');
    expect(Object.keys(readDescription(file)?.paths ?? {})).toEqual(['/gateway']);
    await writeFile(file, '{"message":"404: Not Found"}');
    expect(() => readDescription(file)).toThrow('describes no API');
  });

  it('that is missing is told in one line, with the place where it was looked for', () => {
    expect(absenceNote()).toContain(descriptionPlace().shown);
    expect(absenceNote()).not.toContain('\n');
  });
});
