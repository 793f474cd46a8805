import { beforeEach, describe, expect, it } from 'vitest';
import type { ProviderName } from '../../src/catalogue/models.ts';
import { type Candidate, candidatesFor } from '../../src/catalogue/offer.ts';
import { ProviderError, type ProviderErrorKind } from '../../src/errors/provider-error.ts';
import { Router } from '../../src/providers/router.ts';
import { FakeProvider } from '../builders/fake-provider.ts';
import { aRequest, rowsOf } from '../builders/jobs.ts';
import { ManualClock } from '../builders/manual-clock.ts';

let clock: ManualClock;
let router: Router;
let told: string[];

const segmind = new FakeProvider('segmind');
const apiframe = new FakeProvider('apiframe');

function routerOf(...providers: readonly FakeProvider[]): Router {
  return new Router({
    providers: new Map(providers.map((provider) => [provider.name, provider])),
    now: clock.now,
    onBreaker: (provider, isOpen) => told.push(`${provider} ${isOpen ? 'open' : 'closed'}`),
  });
}

beforeEach(() => {
  clock = new ManualClock();
  told = [];
  router = routerOf(segmind, apiframe);
});

const both = candidatesFor(aRequest(), rowsOf('segmind', 'apiframe'));
const [first, second] = both;
if (!second) throw new Error('two providers make this');

const away = (way: Candidate, kind: ProviderErrorKind, retryAfterMs?: number) =>
  router.turnedAway(way, new ProviderError(kind, 'x', false, retryAfterMs === undefined ? {} : { retryAfterMs }));

/** Who is asked, or why nobody: `go segmind`, `wait busy apiframe 30000`, `none withdrawn segmind`. */
function choice(candidates: readonly Candidate[] = both, except: readonly ProviderName[] = []): string {
  const chosen = router.choose(candidates, new Set(except));
  if (chosen.kind === 'go') return `go ${chosen.provider.name}`;
  const { kind, candidate, hindrance } = chosen;
  const wait = kind === 'wait' ? [hindrance?.until === undefined ? '' : hindrance.until - clock.now()] : [];
  return [kind, hindrance?.reason, candidate?.row.provider, ...wait].filter((part) => part !== undefined).join(' ');
}

describe('the provider that is asked', () => {
  it('is the first in the order of the candidates', () => {
    expect(choice()).toBe('go segmind');
    expect(choice(both.toReversed())).toBe('go apiframe');
  });

  it('is none of those that are left out', () => {
    expect(choice(both, ['segmind'])).toBe('go apiframe');
    expect(choice(both, ['segmind', 'apiframe'])).toBe('none');
    expect(choice([])).toBe('none');
  });

  it('is the next one while the first takes nothing', () => {
    for (let time = 0; time < 3; time += 1) away(first, 'transient');
    expect([choice(), choice([first])]).toEqual(['go apiframe', 'wait out-of-reach segmind 30000']);
  });

  it.for(['withdrawn', 'credentials', 'credits'] as const)('is the next one where the first has «%s»', (kind) => {
    away(first, kind);
    expect(choice()).toBe('go apiframe');
  });

  it('is configured', () => {
    router = routerOf(apiframe);
    expect([choice(), choice([first])]).toEqual(['go apiframe', 'none not-configured segmind']);
    expect([router.get('segmind'), router.get('apiframe')]).toEqual([null, apiframe]);
  });
});

describe('a provider that is busy', () => {
  it('for ten seconds is waited for, although another one is free', () => {
    away(first, 'rate', 10_000);
    expect(choice()).toBe('wait busy segmind 10000');
  });

  it('for longer is passed over', () => {
    away(first, 'rate', 10_001);
    expect(choice()).toBe('go apiframe');
  });

  it('is waited for only where it comes first', () => {
    away(second, 'rate', 5_000);
    expect(choice()).toBe('go segmind');
    away(first, 'rate', 60_000);
    expect(choice()).toBe('wait busy apiframe 5000');
  });
});

describe('when nobody can be asked', () => {
  it('what passes first is waited for', () => {
    away(first, 'rate', 60_000);
    away(second, 'rate', 45_000);
    expect(choice()).toBe('wait busy apiframe 45000');
  });

  it('what passes is waited for, rather than what the operator would have to change', () => {
    away(first, 'credentials');
    away(second, 'rate', 3_600_000);
    expect(choice()).toBe('wait busy apiframe 3600000');
  });

  it('and only the operator can change it, the best candidate’s reason is given', () => {
    away(first, 'withdrawn');
    away(second, 'credits');
    expect(choice()).toBe('none withdrawn segmind');
    expect(choice(both, ['segmind'])).toBe('none out-of-credits apiframe');
  });
});

describe('a breaker', () => {
  it('is told when it opens and when it closes, once each', async () => {
    for (let time = 0; time < 6; time += 1) away(first, 'transient');
    expect([told, router.breakers()]).toEqual([['segmind open'], { segmind: 'open', apiframe: 'closed' }]);
    await clock.advance(30_000);
    router.enter('segmind');
    expect(router.breakers()).toMatchObject({ segmind: 'half-open' });
    router.accepted('segmind');
    router.accepted('segmind');
    router.finished('segmind');
    expect([told, router.breakers()]).toEqual([
      ['segmind open', 'segmind closed'],
      { segmind: 'closed', apiframe: 'closed' },
    ]);
  });

  it('opens for requests that were taken and failed, and is told as closed when a video was made', () => {
    for (let time = 0; time < 5; time += 1) router.failed('apiframe');
    expect([told, choice(both, ['segmind'])]).toEqual([['apiframe open'], 'wait failing apiframe 60000']);
    router.accepted('apiframe');
    expect(told).toEqual(['apiframe open']);
    router.finished('apiframe');
    expect([told, choice(both, ['segmind'])]).toEqual([['apiframe open', 'apiframe closed'], 'go apiframe']);
  });

  it('is not told as closed while another one of the same provider is open', () => {
    for (let time = 0; time < 5; time += 1) router.failed('segmind');
    for (let time = 0; time < 3; time += 1) away(first, 'transient');
    router.accepted('segmind');
    expect(told).toEqual(['segmind open']);
    router.finished('segmind');
    expect(told).toEqual(['segmind open', 'segmind closed']);
  });

  it('knows only providers that are configured', () => {
    expect(routerOf(apiframe).breakers()).toEqual({ apiframe: 'closed' });
  });
});

describe('the account', () => {
  it('brings a provider back that wanted money or a good key', () => {
    away(first, 'credits');
    away(second, 'credentials');
    expect(['segmind', 'apiframe'].map((name) => router.needsAccount(name as ProviderName))).toEqual([true, true]);
    expect(choice()).toBe('none out-of-credits segmind');
    router.balanceIs('segmind', 1_000_000);
    router.balanceIs('apiframe', 0);
    expect([choice(), choice(both, ['segmind'])]).toEqual(['go segmind', 'go apiframe']);
    expect(router.needsAccount('segmind')).toBe(false);
  });

  it('of which the key is refused keeps a provider out', () => {
    router.balanceIs('segmind', null);
    expect([choice(), choice([first])]).toEqual(['go apiframe', 'none key-refused segmind']);
  });
});

it('what is known of one provider is not held against another one', () => {
  for (let time = 0; time < 5; time += 1) router.failed('segmind');
  away(first, 'credits');
  away(first, 'withdrawn');
  expect(choice(both, ['segmind'])).toBe('go apiframe');
});
