import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };

const script = fileURLToPath(new URL('../../scripts/check-node.mjs', import.meta.url));

/** Runs the check in a Node that says it is of another version. */
function checkAs(version: string) {
  const pretend = `Object.defineProperty(process, 'versions', { value: { node: '${version}' } })`;
  const { status, stderr } = spawnSync(process.execPath, ['--import', `data:text/javascript,${pretend}`, script]);
  return { status, stderr: stderr.toString() };
}

describe('the check of Node', () => {
  it.each(['18.20.8', '20.19.0', '22.18.0', '23.0.0', '23.5.0', '23.11.1'])(
    'turns %s away, with a way out',
    (version) => {
      const { status, stderr } = checkAs(version);
      expect(status).toBe(1);
      expect(stderr).toContain(`this is ${version}`);
      expect(stderr).toContain('Install Node 24');
    },
  );

  it.each(['22.19.0', '22.21.1', '24.0.0', '24.21.0', '26.1.0'])('lets %s through without a word', (version) => {
    expect(checkAs(version)).toEqual({ status: 0, stderr: '' });
  });

  it.each(['prestart', 'preregister'] as const)('runs first in %s', (name) => {
    expect(packageJson.scripts[name].split(' && ')[0]).toBe('node scripts/check-node.mjs');
  });
});
