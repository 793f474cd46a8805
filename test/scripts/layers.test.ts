import { describe, expect, it } from 'vitest';
import { findLayerViolations } from '../../scripts/layers.ts';

const check = (files: Record<string, string>) => findLayerViolations(new Map(Object.entries(files)));

describe('the layering check', () => {
  it('lets an import go down', () => {
    expect(
      check({
        'src/jobs/job.ts': `import type { Clock } from '../clock.ts';\nexport const a: Clock | null = null;`,
        'src/clock.ts': 'export interface Clock { now(): number }',
      }),
    ).toEqual([]);
  });

  it.each([
    ['a value', `import { post } from '../discord/post.ts';\nexport const b = post;`],
    ['a type', `import type { post } from '../discord/post.ts';\nexport type B = typeof post;`],
    ['a re-export', `export { post } from '../discord/post.ts';`],
    ['a star', `export * from '../discord/post.ts';`],
    ['a dynamic import', `export const b = await import('../discord/post.ts');`],
    ['an inline type', `export type B = import('../discord/post.ts').Post;`],
  ])('finds an import that goes up: %s', (_kind, text) => {
    expect(
      check({ 'src/jobs/job.ts': text, 'src/discord/post.ts': 'export const post = 1; export type Post = 1;' }),
    ).toEqual(['src/jobs/job.ts (floor 4) must not know src/discord/post.ts (floor 5)']);
  });

  it('finds a circle', () => {
    const [violation] = check({
      'src/jobs/a.ts': `import { b } from './b.ts';\nexport const a = b;`,
      'src/jobs/b.ts': `import { a } from './a.ts';\nexport const b = a;`,
    });
    expect(violation).toBe('circle: src/jobs/a.ts → src/jobs/b.ts → src/jobs/a.ts');
  });

  it('finds a package in the wrong room', () => {
    expect(check({ 'src/jobs/job.ts': `import { Client } from 'discord.js';\nexport const c = Client;` })).toHaveLength(
      1,
    );
    expect(check({ 'src/jobs/job.ts': `import Sqlite from 'better-sqlite3';\nexport const c = Sqlite;` })).toHaveLength(
      1,
    );
  });

  it('finds an import of a file that is not there, and a file outside of every room', () => {
    expect(check({ 'src/jobs/job.ts': `import './nothing.ts';` })).toHaveLength(1);
    expect(check({ 'lib/stray.ts': `import './nothing.ts';` })).toHaveLength(1);
  });
});
