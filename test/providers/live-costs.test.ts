import { describe, expect, it } from 'vitest';
import { candidatesFor } from '../../src/catalogue/offer.ts';
import { LiveCosts } from '../../src/providers/live-costs.ts';
import { aRequest, rowsOf } from '../builders/jobs.ts';

const [segmind, apiframe] = candidatesFor(aRequest(), rowsOf('segmind', 'apiframe'));
if (!apiframe) throw new Error('two providers make this');

describe('what a video costs the operator', () => {
  it('is the catalogue’s figure where the provider does not say', () => {
    const costs = new LiveCosts();
    expect(costs.applyTo(apiframe, 5)).toBe(apiframe);
    costs.set('apiframe', new Map([['another-model', { 5: 1 }]]));
    costs.set('apiframe', new Map([[apiframe.row.slug, { 9: 1 }]]));
    expect(costs.applyTo(apiframe, 5)).toBe(apiframe);
  });

  it('is what the provider said last for this model and length; the member’s price stays', () => {
    const costs = new LiveCosts();
    costs.set('apiframe', new Map([[apiframe.row.slug, { 5: 600_000 }]]));
    costs.set('apiframe', new Map([[apiframe.row.slug, { 5: 700_000, 9: 900_000 }]]));
    const { row, terms } = costs.applyTo(apiframe, 5);
    expect(row).toBe(apiframe.row);
    expect(terms).toEqual({ ...apiframe.terms, costMicroUsd: 700_000 });
    expect(costs.applyTo(segmind, 5)).toBe(segmind);
  });

  it('may be nothing at all', () => {
    const costs = new LiveCosts();
    costs.set('apiframe', new Map([[apiframe.row.slug, { 5: 0 }]]));
    expect(costs.applyTo(apiframe, 5).terms.costMicroUsd).toBe(0);
  });
});
