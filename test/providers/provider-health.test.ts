import { beforeEach, describe, expect, it } from 'vitest';
import { catalogue } from '../../src/catalogue/models.ts';
import type { Candidate } from '../../src/catalogue/offer.ts';
import { ProviderError, type ProviderErrorKind } from '../../src/errors/provider-error.ts';
import { isLasting, ProviderHealth } from '../../src/providers/provider-health.ts';
import { ManualClock } from '../builders/manual-clock.ts';

const minuteMs = 60_000;

let clock: ManualClock;
let health: ProviderHealth;

beforeEach(() => {
  clock = new ManualClock();
  health = new ProviderHealth(clock.now);
});

function aWay(key: string, costMicroUsd: number): Candidate {
  const row = catalogue.find((each) => each.key === key);
  const terms = row?.terms[5];
  if (!row || !terms) throw new Error(`no row ${key}`);
  return { row, terms: { ...terms, costMicroUsd } };
}

const cheap = aWay('segmind/ray-flash-2', 375_000);
const dear = aWay('segmind/ray-2', 1_600_000);

const away = (kind: ProviderErrorKind, way = cheap, retryAfterMs?: number) =>
  health.turnedAway(way, new ProviderError(kind, 'x', false, retryAfterMs === undefined ? {} : { retryAfterMs }));

const hindrance = (way = cheap) => {
  const found = health.hindranceOf(way);
  return found && [found.reason, found.until - clock.now()];
};

/** Failures that open what they count for. */
const times = (n: number, work: () => unknown) => Array.from({ length: n }, work);

describe('a provider', () => {
  it('of which nothing is known may be asked', () => {
    expect([hindrance(), health.breaker, health.needsAccount]).toEqual([null, 'closed', false]);
  });

  it.for(['validation', 'moderation'] as const)('that refused a request by %s is none the worse', (kind) => {
    times(20, () => away(kind));
    expect([hindrance(), health.breaker]).toEqual([null, 'closed']);
  });
});

describe('a model that was withdrawn', () => {
  it('is not asked for during an hour, while the others are', async () => {
    away('withdrawn', dear);
    expect([hindrance(dear), hindrance(cheap)]).toEqual([['withdrawn', 60 * minuteMs], null]);
    await clock.advance(60 * minuteMs);
    expect(hindrance(dear)).toBeNull();
  });

  it('is told from another row of the same model', () => {
    away('withdrawn', aWay('segmind/ray-2-image', 1_600_000));
    expect(hindrance(dear)).toBeNull();
  });
});

describe('a key that is refused', () => {
  it('keeps everything from the provider, for five minutes', async () => {
    away('credentials');
    expect([hindrance(cheap), hindrance(dear)]).toEqual([
      ['key-refused', 5 * minuteMs],
      ['key-refused', 5 * minuteMs],
    ]);
    expect(health.needsAccount).toBe(true);
    await clock.advance(5 * minuteMs);
    expect([hindrance(), health.needsAccount]).toEqual([null, false]);
  });

  it.for(['accepted', 'balanceIs'] as const)('is accepted again as soon as «%s» shows it', (told) => {
    away('credentials');
    if (told === 'accepted') health.accepted();
    else health.balanceIs(0);
    expect(hindrance()).toBeNull();
  });

  it('is known by the account too', () => {
    health.keyIsRefused();
    expect(hindrance()).toEqual(['key-refused', 5 * minuteMs]);
  });
});

describe('a balance that is too low', () => {
  it('keeps back what is as dear as what was refused, and dearer, but not what is cheaper', () => {
    away('credits', dear);
    expect([hindrance(dear), hindrance(cheap)]).toEqual([['out-of-credits', 5 * minuteMs], null]);
    expect(hindrance(aWay('segmind/ray-2', 1_599_999))).toBeNull();
    away('credits', cheap);
    expect(hindrance(cheap)).toEqual(['out-of-credits', 5 * minuteMs]);
    away('credits', dear);
    expect(hindrance(cheap)).toEqual(['out-of-credits', 5 * minuteMs]);
  });

  it('is tried anew after five minutes', async () => {
    away('credits');
    await clock.advance(5 * minuteMs);
    expect([hindrance(), health.needsAccount]).toEqual([null, true]);
  });

  it('is over when the account holds as much as was refused', () => {
    away('credits');
    health.balanceIs(374_999);
    expect([hindrance(), health.needsAccount]).toEqual([['out-of-credits', 5 * minuteMs], true]);
    health.balanceIs(375_000);
    expect([hindrance(), health.needsAccount]).toEqual([null, false]);
  });

  it('lasts while the account shows it', async () => {
    away('credits');
    for (let minute = 0; minute < 12; minute += 1) {
      await clock.advance(minuteMs);
      health.balanceIs(0);
    }
    expect(hindrance()).toEqual(['out-of-credits', 5 * minuteMs]);
  });

  it('is no reason by itself: only a refusal makes it one', () => {
    health.balanceIs(0);
    expect([hindrance(), health.needsAccount]).toEqual([null, false]);
  });
});

describe('a provider that is busy', () => {
  it('is left alone as long as it asks, else for ten seconds', async () => {
    away('rate', cheap, 45_000);
    expect(hindrance()).toEqual(['busy', 45_000]);
    away('rate');
    expect(hindrance()).toEqual(['busy', 45_000]);
    await clock.advance(45_000);
    expect(hindrance()).toBeNull();
    away('rate');
    expect(hindrance(dear)).toEqual(['busy', 10_000]);
  });

  it('is no failure', () => {
    times(20, () => away('rate', cheap, 0));
    expect(health.breaker).toBe('closed');
  });
});

describe('a provider that cannot be reached', () => {
  it.for(['transient', 'malformed'] as const)('(%s) three times is left alone for half a minute', async (kind) => {
    expect(times(3, () => away(kind))).toEqual([false, false, true]);
    expect([hindrance(), health.breaker]).toEqual([['out-of-reach', 30_000], 'open']);
    await clock.advance(30_000);
    expect(hindrance()).toBeNull();
    health.enter();
    expect([hindrance(), health.breaker]).toEqual([['out-of-reach', 30_000], 'half-open']);
    expect(health.accepted()).toBe(true);
    expect([hindrance(), health.breaker]).toEqual([null, 'closed']);
  });
});

describe('a provider that refuses', () => {
  const refusals = ['validation', 'moderation', 'withdrawn', 'credits', 'credentials', 'rate'] as const;

  it.for(refusals)('by %s was reached: what did not get through before is not held against it', (kind) => {
    times(2, () => away('transient', dear));
    expect(away(kind, dear)).toBe(false);
    times(2, () => away('transient', dear));
    expect(health.breaker).toBe('closed');
  });

  it.for(refusals)('by %s ends the time for which it was left alone as out of reach', async (kind) => {
    times(3, () => away('transient'));
    await clock.advance(30_000);
    health.enter();
    expect(away(kind, dear)).toBe(true);
    expect(health.breaker).toBe('closed');
  });
});

describe('a provider that fails what it takes', () => {
  it('five times in a row is left alone for a minute, and back when it has made a video', async () => {
    expect(times(5, () => health.failed())).toEqual([false, false, false, false, true]);
    expect([hindrance(), health.breaker]).toEqual([['failing', minuteMs], 'open']);
    await clock.advance(minuteMs);
    health.enter();
    // That it takes a request says nothing: it took the others too.
    expect(health.accepted()).toBe(false);
    expect([hindrance(), health.breaker]).toEqual([['failing', minuteMs], 'half-open']);
    expect(health.finished()).toBe(true);
    expect([hindrance(), health.breaker]).toEqual([null, 'closed']);
  });

  it('is told from one that takes nothing', () => {
    times(4, () => health.failed());
    times(2, () => away('transient'));
    expect(hindrance()).toBeNull();
  });
});

it('what lasts is named before what passes', () => {
  const reasons = [];
  away('rate');
  reasons.push(hindrance()?.[0]);
  times(5, () => health.failed());
  reasons.push(hindrance()?.[0]);
  times(3, () => away('transient'));
  reasons.push(hindrance()?.[0]);
  away('credits');
  reasons.push(hindrance()?.[0]);
  away('credentials');
  reasons.push(hindrance()?.[0]);
  away('withdrawn');
  reasons.push(hindrance()?.[0]);
  expect(reasons).toEqual(['busy', 'failing', 'out-of-reach', 'out-of-credits', 'key-refused', 'withdrawn']);
});

it('what only the operator can change is told from what passes', () => {
  const lasting = ['not-configured', 'withdrawn', 'out-of-credits', 'key-refused'] as const;
  expect(lasting.map(isLasting)).toEqual([true, true, true, true]);
  expect((['busy', 'out-of-reach', 'failing'] as const).map(isLasting)).toEqual([false, false, false]);
});

it.for([
  ['withdrawn', () => away('withdrawn'), 60 * minuteMs],
  ['key-refused', () => away('credentials'), 5 * minuteMs],
  ['out-of-credits', () => away('credits'), 5 * minuteMs],
  ['out-of-reach', () => times(3, () => away('transient')), 30_000],
  ['failing', () => times(5, () => health.failed()), minuteMs],
  ['busy', () => away('rate', cheap, 45_000), 45_000],
] as const)('a clock that is set back does not prolong «%s»', async ([reason, hinder, ms]) => {
  hinder();
  clock.set(clock.now() - 3_600_000);
  expect(hindrance()).toEqual([reason, ms]);
  await clock.advance(ms - 1);
  expect(hindrance()).toEqual([reason, 1]);
  await clock.advance(1);
  expect(hindrance()).toBeNull();
});
