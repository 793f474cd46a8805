import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };
import { catalogue } from '../src/catalogue/models.ts';
import { idleVariables, variableNames } from '../src/environment.ts';

const read = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');
const [readme, example, architecture] = [read('README.md'), read('.env.example'), read('ARCHITECTURE.md')];

describe('the documents', () => {
  it.each(variableNames)('tell of the variable %s', (name) => {
    expect(readme).toContain(`\`${name}\``);
    expect(example).toMatch(new RegExp(`^#?${name}=`, 'm'));
  });

  it('name no variable in .env.example that is not read', () => {
    const named = [...example.matchAll(/^#?([A-Z_]+)=/gm)].map(([, name]) => name);
    expect(named.filter((name) => !variableNames.includes(name ?? ''))).toEqual([]);
  });

  it('say which variables have no effect yet', () => {
    const [, exampleTail] = example.split('without effect in this version');
    const [, readmeTail] = readme.split('| `LOG_LEVEL` |');
    for (const name of idleVariables) {
      expect(exampleTail).toMatch(new RegExp(`^#${name}=`, 'm'));
      expect(readmeTail).toContain(`\`${name}\``);
    }
    const working = variableNames.filter((name) => !idleVariables.some((idle) => idle === name));
    for (const name of working) expect(exampleTail).not.toMatch(new RegExp(`^#${name}=`, 'm'));
  });

  it.each(Object.keys({ ...packageJson.dependencies, ...packageJson.devDependencies }))(
    'give a reason for the dependency %s',
    (name) => {
      const listed = name.startsWith('@types/') ? '@types/*' : name;
      const [, table] = architecture.split('## Dependencies');
      expect(table?.split('\n').some((line) => line.startsWith('|') && line.split('|')[1]?.includes(listed))).toBe(
        true,
      );
    },
  );

  it('name the prices that are charged', () => {
    for (const { key, terms } of catalogue) {
      for (const [, own] of Object.entries(terms))
        expect(`${key}: ${readme}`).toMatch(new RegExp(`\\b${own.priceCredits}\\b`));
    }
  });

  it.each(['npm ci && npm run demo', 'npm ci && npm test', 'npm start', 'npm run register'])(
    'name the command %s',
    (command) => {
      expect(readme).toContain(command);
    },
  );
});
