import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Each file has a process of its own, so that native modules (better-sqlite3, canvas) of one cannot harm another.
    pool: 'forks',
    // Most tests take milliseconds; these are for the ones that start processes, servers and encoders.
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
