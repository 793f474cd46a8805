import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files whose tests mostly wait, in real time, go first, and the others run beside them; by itself the runner begins with the largest. */
const waiting = ['/test/browser/sandbox-page.test.ts', '/test/e2e/restart.test.ts', '/test/e2e/animate.test.ts'];

class WaitingFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isWaiting = ({ moduleId }: TestSpecification) => waiting.some((name) => moduleId.endsWith(name));
    const sorted = await super.sort(files);
    return [...sorted.filter(isWaiting), ...sorted.filter((file) => !isWaiting(file))];
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    sequence: { sequencer: WaitingFirst },
    // Each file has a process of its own, so that native modules (better-sqlite3, canvas) of one cannot harm another.
    pool: 'forks',
    // One more than the smallest machine has cores: one file only waits, for the real seconds of a real start.
    maxWorkers: 3,
    // Most tests take milliseconds; these are for the ones that start processes, servers and encoders.
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
