import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Each file has a process of its own, so that native modules (better-sqlite3, canvas) of one cannot harm another.
    pool: 'forks',
    // One more than the smallest machine has cores: the slowest file only waits, for real minutes of a real start.
    maxWorkers: 3,
    // Most tests take milliseconds; these are for the ones that start processes, servers and encoders.
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
