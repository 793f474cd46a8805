import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The file whose tests wait longest goes first, and the others run beside it; by itself the runner begins with the largest. */
class LongestWaitFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLongest = ({ moduleId }: TestSpecification) => moduleId.endsWith('/test/e2e/restart.test.ts');
    const sorted = await super.sort(files);
    return [...sorted.filter(isLongest), ...sorted.filter((file) => !isLongest(file))];
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    sequence: { sequencer: LongestWaitFirst },
    // Each file has a process of its own, so that native modules (better-sqlite3, canvas) of one cannot harm another.
    pool: 'forks',
    // One more than the smallest machine has cores: one file only waits, for the real seconds of a real start.
    maxWorkers: 3,
    // Most tests take milliseconds; these are for the ones that start processes, servers and encoders.
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
