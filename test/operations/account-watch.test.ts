import { pino } from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ProviderName } from '../../src/catalogue/models.ts';
import { candidatesFor } from '../../src/catalogue/offer.ts';
import { ProviderError } from '../../src/errors/provider-error.ts';
import { AccountWatch } from '../../src/operations/account-watch.ts';
import { type Notice, OperatorNotices } from '../../src/operations/operator-notices.ts';
import { LiveCosts } from '../../src/providers/live-costs.ts';
import { Router } from '../../src/providers/router.ts';
import { FakeProvider } from '../builders/fake-provider.ts';
import { aRequest, rowsOf } from '../builders/jobs.ts';
import { ManualClock, settled } from '../builders/manual-clock.ts';

const minuteMs = 60_000;
const rows = rowsOf('segmind', 'apiframe');

let clock: ManualClock;
let segmind: FakeProvider;
let apiframe: FakeProvider;
let router: Router;
let costs: LiveCosts;
let notices: Notice[];
let watch: AccountWatch;
let looks: Record<ProviderName, number>;
/** US dollars. */
let balance: Record<ProviderName, number>;

beforeEach(async ({ onTestFinished }) => {
  clock = new ManualClock();
  looks = { segmind: 0, apiframe: 0 };
  balance = { segmind: 100, apiframe: 100 };
  [segmind, apiframe] = [new FakeProvider('segmind'), new FakeProvider('apiframe')];
  for (const provider of [segmind, apiframe]) {
    provider.onAccount = () => {
      looks[provider.name] += 1;
      return { balanceMicroUsd: balance[provider.name] * 1_000_000 };
    };
  }
  const providers = new Map([segmind, apiframe].map((provider) => [provider.name, provider]));
  router = new Router({ providers, now: clock.now });
  costs = new LiveCosts();
  notices = [];
  const log = pino({ level: 'silent' });
  const operator = new OperatorNotices(log, clock.now, async (notice) => void notices.push(notice));
  watch = new AccountWatch({
    ...{ providers, router, costs, rows, clock, log },
    notices: operator,
    lowBalanceMicroUsd: [10_000_000, 2_000_000],
  });
  onTestFinished(() => watch.stop());
});

const started = async () => {
  watch.start();
  await settled();
};

const choice = () => {
  const chosen = router.choose(candidatesFor(aRequest(), rows));
  return chosen.kind === 'go' ? chosen.provider.name : chosen.kind;
};

function refuseKey(provider: FakeProvider): void {
  provider.onAccount = () => {
    looks[provider.name] += 1;
    throw new ProviderError('credentials', '401 from the account', false);
  };
}

const lowNotices = () => notices.map(({ code, provider, detail }) => `${code} ${provider} ${detail}`);

describe('the accounts', () => {
  it('are looked at when raybot starts, then every ten minutes', async () => {
    await started();
    expect(looks).toEqual({ segmind: 1, apiframe: 1 });
    await clock.advance(10 * minuteMs - 1);
    expect(looks).toEqual({ segmind: 1, apiframe: 1 });
    await clock.advance(1);
    expect(looks).toEqual({ segmind: 2, apiframe: 2 });
    await clock.advance(50 * minuteMs);
    expect(looks).toEqual({ segmind: 7, apiframe: 7 });
    expect(notices).toEqual([]);
  });

  it('are looked at every minute while one of them is in trouble, that one alone', async () => {
    await started();
    const [way] = candidatesFor(aRequest(), rows);
    router.turnedAway(way, new ProviderError('credits', '402', false));
    balance.segmind = 0.1;
    await clock.advance(9 * minuteMs);
    expect(looks).toEqual({ segmind: 10, apiframe: 1 });
    expect(choice()).toBe('apiframe');
    balance.segmind = 20;
    await clock.advance(minuteMs);
    expect(choice()).toBe('segmind');
    const before = looks.segmind;
    await clock.advance(9 * minuteMs);
    expect(looks.segmind).toBe(before);
  });

  it('are known by their last balance', async () => {
    expect(watch.balancesUsd()).toEqual({});
    balance.apiframe = -0.5;
    await started();
    expect(watch.balancesUsd()).toEqual({ segmind: 100, apiframe: -0.5 });
  });
});

describe('a low balance', () => {
  it('is told once for each limit, and anew after it had been above', async () => {
    await started();
    for (const dollars of [10, 9, 8, 2, 1, 5, 3, 10, 11, 10, 2]) {
      balance.segmind = dollars;
      await clock.advance(10 * minuteMs);
    }
    expect(lowNotices()).toEqual([
      'provider-balance-low segmind $10.00',
      'provider-balance-low segmind $2.00',
      'provider-balance-low segmind $10.00',
      'provider-balance-low segmind $2.00',
    ]);
  });

  it('at the start is told at once, by its lowest limit', async () => {
    balance.segmind = 1.5;
    balance.apiframe = -3;
    await started();
    expect(lowNotices()).toEqual(['provider-balance-low segmind $1.50', 'provider-balance-low apiframe $-3.00']);
  });

  it('that swings about a limit is told each time that it falls to it', async () => {
    await started();
    for (const dollars of [2, 2.01, 2, 2.01, 2]) {
      balance.segmind = dollars;
      await clock.advance(10 * minuteMs);
    }
    expect(lowNotices().filter((line) => line.endsWith('$2.00'))).toHaveLength(3);
  });
});

describe('a key that is refused', () => {
  it('is told once, keeps members’ requests away, and is over with the first good look', async () => {
    refuseKey(segmind);
    await started();
    expect(choice()).toBe('apiframe');
    const { onAccount } = segmind;
    await clock.advance(30 * minuteMs);
    expect(looks.segmind).toBe(31);
    expect(lowNotices()).toEqual(['provider-needs-attention segmind 401 from the account']);
    segmind.onAccount = () => ({ balanceMicroUsd: 50_000_000 });
    await clock.advance(minuteMs);
    expect(choice()).toBe('segmind');
    segmind.onAccount = onAccount;
    await clock.advance(20 * minuteMs);
    expect(notices.map(({ code }) => code)).toEqual(['provider-needs-attention', 'provider-needs-attention']);
  });
});

describe('prices', () => {
  it('are read at the start and every hour, and count from then on', async () => {
    const [, way] = candidatesFor(aRequest(), rows);
    if (!way) throw new Error('two providers make this');
    let reads = 0;
    apiframe.prices = async () => {
      reads += 1;
      return new Map([['luma-ray-flash-2', { 5: 400_000 + reads }]]);
    };
    await started();
    expect(costs.applyTo(way, 5).terms.costMicroUsd).toBe(400_001);
    await clock.advance(59 * minuteMs);
    expect(reads).toBe(1);
    await clock.advance(minuteMs);
    expect([reads, costs.applyTo(way, 5).terms.costMicroUsd]).toEqual([2, 400_002]);
  });

  it('above what members pay are told once each', async () => {
    apiframe.livePrices = new Map([
      ['luma-ray-flash-2', { 5: 510_000, 9: 920_001 }],
      ['luma-ray-2', { 5: 3_200_000 }],
      ['a-model-that-we-do-not-sell', { 5: 9_000_000 }],
    ]);
    await started();
    await clock.advance(5 * 60 * minuteMs);
    expect(notices).toEqual([
      {
        code: 'provider-price-high',
        provider: 'apiframe',
        detail: 'apiframe/ray-flash-2, 9 s: costs $0.92, sold for 92 credits',
      },
      {
        code: 'provider-price-high',
        provider: 'apiframe',
        detail: 'apiframe/ray-2, 5 s: costs $3.20, sold for 160 credits',
      },
    ]);
    apiframe.livePrices = new Map([['luma-ray-2', { 5: 3_300_000 }]]);
    await clock.advance(60 * minuteMs);
    expect(notices).toHaveLength(3);
  });

  it('that one provider publishes are not taken for another one’s', async () => {
    segmind.livePrices = new Map([['luma-ray-flash-2', { 5: 9_000_000 }]]);
    await started();
    expect(notices).toEqual([]);
  });
});

describe('a fault', () => {
  it.for([
    ['of the provider', () => new ProviderError('transient', '503', true)],
    ['of an answer', () => new ProviderError('malformed', 'no balance', true)],
    ['of ours', () => new TypeError('undefined is not a function')],
  ] as const)('%s ends nothing, is told to nobody, and the last balance stays', async ([, error]) => {
    await started();
    const { onAccount } = segmind;
    segmind.onAccount = () => {
      throw error();
    };
    segmind.prices = () => Promise.reject(error());
    await clock.advance(60 * minuteMs);
    expect(looks.apiframe).toBe(7);
    expect([choice(), watch.balancesUsd().segmind, notices]).toEqual(['segmind', 100, []]);
    segmind.onAccount = onAccount;
    balance.segmind = 5;
    await clock.advance(10 * minuteMs);
    expect(lowNotices()).toEqual(['provider-balance-low segmind $5.00']);
  });
});

describe('a stop', () => {
  it('ends the watch at once, and nothing is asked any more', async () => {
    await started();
    expect(clock.sleeping).toBe(1);
    await watch.stop();
    expect(clock.sleeping).toBe(0);
    await clock.advance(60 * minuteMs);
    expect(looks).toEqual({ segmind: 1, apiframe: 1 });
  });

  it('ends a look that is on its way, of which nothing is told', async () => {
    segmind.account = (...given: unknown[]) =>
      new Promise((_resolve, reject) => {
        const [signal] = given;
        if (signal instanceof AbortSignal) {
          signal.addEventListener('abort', () => reject(new ProviderError('credentials', 'aborted', false)));
        }
      });
    await started();
    await watch.stop();
    expect([notices, choice()]).toEqual([[], 'segmind']);
  });

  it('before the start is none', async () => {
    await watch.stop();
    expect(looks).toEqual({ segmind: 0, apiframe: 0 });
  });
});
