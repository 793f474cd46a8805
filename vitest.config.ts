import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Two projects of very different weight share one run: unit tests are many and quick, end-to-end tests start
    // processes, servers and encoders. Forks keep native modules (better-sqlite3, canvas) apart.
    pool: 'forks',
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
