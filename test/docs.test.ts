import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };
import { catalogue } from '../src/catalogue/models.ts';
import { catalogueTable } from '../src/catalogue/table.ts';
import { readConfig } from '../src/config.ts';
import { variableNames } from '../src/environment.ts';

const read = (name: string) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');
const [readme, example, architecture] = [read('README.md'), read('.env.example'), read('ARCHITECTURE.md')];

describe('the documents', () => {
  it.each(variableNames)('tell of the variable %s', (name) => {
    expect(readme).toContain(`\`${name}\``);
    expect(example).toMatch(new RegExp(`^#?${name}=`, 'm'));
  });

  it('name no variable in .env.example that is not read', () => {
    const named = [...example.matchAll(/^#?([A-Z\d_]+)=/gm)].map(([, name]) => name);
    expect(named.filter((name) => !variableNames.includes(name ?? ''))).toEqual([]);
  });

  describe('give examples of variables', () => {
    const keys = { DISCORD_TOKEN: 'token', SEGMIND_API_KEY: 'SG_key', APIFRAME_API_KEY: 'afk_key' };
    const examples: Record<string, string> = Object.fromEntries(
      [...example.matchAll(/^#([A-Z\d_]+)=(.+)$/gm)].map(([, name, value]) => [name, value]),
    );

    it('that can be used as they stand', () => {
      expect(() => readConfig({ ...keys, ...examples })).not.toThrow();
    });

    it('that are the defaults, but for those that have none', () => {
      const { DATABASE_URL, TRUSTED_ORIGINS, PORT, PUBLIC_URL, PRICES, MODEL_SLUGS, ...shown } = examples;
      expect([DATABASE_URL, TRUSTED_ORIGINS, PORT, PUBLIC_URL]).not.toContain(undefined);
      const { ignored, ...config } = readConfig({ ...keys, ...shown });
      expect(readConfig(keys)).toEqual({ ...config, ignored: [] });
      // Without effect at its default, which is for the other mode, and without a port.
      expect(ignored).toEqual(['SEGMIND_V1_BODY', 'HOST']);
      const own = catalogue.map(({ key, slug, terms }) => {
        const credits = Object.entries(terms).map(([seconds, { priceCredits }]) => [seconds, priceCredits]);
        return [key, slug, Object.fromEntries(credits)] as const;
      });
      expect(JSON.parse(MODEL_SLUGS ?? '')).toEqual(Object.fromEntries(own.map(([key, slug]) => [key, slug])));
      expect(JSON.parse(PRICES ?? '')).toEqual(Object.fromEntries(own.map(([key, , prices]) => [key, prices])));
    });
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

  it('show the catalogue as it is', () => {
    expect(readme).toContain(`\n\n${catalogueTable(catalogue)}\n\n`);
  });

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
