import { expect, it } from 'vitest';
import { catalogue } from '../../src/catalogue/models.ts';
import { catalogueTable } from '../../src/catalogue/table.ts';

it('the table has a line for each row, with what it makes, its prices and where that was read', () => {
  const [header, rule, ...lines] = catalogueTable(catalogue).split('\n');
  expect(lines).toHaveLength(catalogue.length);
  const columns = header?.split('|').length;
  for (const line of [rule, ...lines]) expect(line?.split('|')).toHaveLength(columns ?? 0);
  for (const [index, { key, source, readOn, aspectRatios }] of catalogue.entries()) {
    expect(lines[index]).toContain(`| \`${key}\` |`);
    expect(lines[index]).toContain(`| ${aspectRatios.join(', ')} |`);
    expect(lines[index]).toContain(`[${readOn}](${source})`);
  }
  expect(lines[0]).toContain('| 5 s: 51 credits ($0.38); 9 s: 92 credits ($0.68) |');
});
