import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, expect } from 'vitest';
import { errorOf, expectProviderError, forever } from './attempt.ts';
import { inEveryWay, inWorld, possible } from './in-world.ts';
import { type ContractWorld, Never, type PriceSituations, type StartWorld, type Ways } from './world.ts';

/** Uploads, the operator's account and prices: calls that cost nothing. */
export function describeSideCalls(startWorld: StartWorld): void {
  describe('an upload', () => {
    inEveryWay(
      startWorld,
      'gives the address of the same bytes',
      ({ uploads }) => uploads.taken,
      async (world, way) => {
        way();
        const url = await world.provider.upload(world.picture, forever);
        expect(world.storedFiles().map((file) => [file.url, file.sha256])).toEqual([
          [url, sha256(await readFile(world.picture.path))],
        ]);
      },
    );

    const bad = [
      ['withoutAddress', 'without an address', ['malformed', 'credentials']],
      ['validation', 'of a file that is not taken', ['validation']],
      ['keyRefused', 'with a key that is refused', ['credentials']],
      ['outage', 'during an outage', ['transient']],
    ] as const;
    for (const [name, title, kinds] of bad) {
      inEveryWay(
        startWorld,
        `${title} is ${kinds.join(' or ')}`,
        ({ uploads }) => uploads[name],
        async (world, way) => {
          way();
          const error = await errorOf(world.provider.upload(world.picture, forever));
          expectProviderError(world, error);
          expect(kinds).toContain(error.kind);
        },
      );
    }

    inWorld(startWorld, 'of a video gives its address, where there is a place for videos', async (world) => {
      possible(world.calls.publish);
      const url = await world.provider.publish?.(world.clip.path, forever);
      expect(world.storedFiles().map((file) => [file.url, file.sha256])).toEqual([[url, sha256(world.clip.bytes)]]);
    });

    inWorld(startWorld, 'of a video is not offered where there is no place for videos', async (world) => {
      expect(world.provider.publish !== undefined).toBe(!(world.calls.publish instanceof Never));
    });
  });

  describe('an account check', () => {
    inEveryWay(
      startWorld,
      'names the balance',
      ({ account }) => account.readable,
      async (world, way) => {
        way();
        expect(await world.provider.account(forever)).toEqual({ balanceMicroUsd: world.balanceMicroUsd() });
      },
    );
    for (const [name, kind] of [
      ['unreadable', 'malformed'],
      ['keyRefused', 'credentials'],
      ['rate', 'rate'],
    ] as const) {
      inEveryWay(
        startWorld,
        `that cannot be answered is ${kind} (${name})`,
        ({ account }) => account[name],
        async (world, way) => {
          way();
          const error = await errorOf(world.provider.account(forever));
          expectProviderError(world, error);
          expect(error.kind).toBe(kind);
        },
      );
    }
  });

  describe('a price check', () => {
    inEveryWay(startWorld, 'gives the published prices', pricesThat('published'), async (world, way) => {
      way();
      expect(await world.provider.prices(forever)).toEqual(world.livePrices());
    });
    inEveryWay(startWorld, 'gives none that are not published', pricesThat('withheld'), async (world, way) => {
      way();
      expect(await world.provider.prices(forever)).toEqual(new Map());
    });
    inWorld(startWorld, 'asks nobody where nobody publishes them', async (world) => {
      if (!(world.prices instanceof Never)) return;
      expect(await world.provider.prices(forever)).toEqual(new Map());
      expect(world.gateway.count({ method: 'GET', path: /./ })).toBe(0);
    });
  });
}

function pricesThat(name: keyof PriceSituations): (world: ContractWorld) => Ways {
  return ({ prices }) => (prices instanceof Never ? prices : prices[name]);
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
