import type { Kysely } from 'kysely';
import { effectiveCatalogue, offerOf } from '../../src/catalogue/offer.ts';
import { parseGeneration } from '../../src/catalogue/request.ts';
import { systemClock } from '../../src/clock.ts';
import { defaultPolicy } from '../../src/credits/policy.ts';
import { PolicyStore } from '../../src/credits/policy-store.ts';
import type { Database } from '../../src/database/schema.ts';
import { Generations } from '../../src/jobs/generations.ts';
import type { Origin } from '../../src/jobs/job.ts';
import { JobStore } from '../../src/jobs/job-store.ts';
import { LiveCosts } from '../../src/providers/live-costs.ts';
import { applicationId, channelId, guildId } from '../servers/place.ts';
import { nextSnowflake } from '../servers/snowflake.ts';

/** `/ray-flash` commands behind Discord: what becomes of them in raybot's database. */

export const memberCount = 100;
export const rows = effectiveCatalogue({ providers: ['segmind'], slugs: {}, prices: {} });
export const policy = defaultPolicy({ credits: 1_000_000, period: 'week' });
export const request = parseGeneration(rayFlash(), { prompt: 'A lighthouse in the rain, seen from the sea' });

function rayFlash() {
  const offer = offerOf('ray-flash-2', rows);
  if (!offer) throw new Error('nobody offers Ray Flash 2');
  return offer;
}

let sent = 0;

/** A command of the next member. */
export function nextOrigin(): Origin {
  sent += 1;
  return {
    interactionId: nextSnowflake(),
    // As long as Discord's.
    interactionToken: `bench-${sent}-`.padEnd(200, 'x'),
    applicationId,
    guildId,
    channelId,
    memberId: memberId(sent % memberCount),
    locale: 'en-US',
    mayPost: true,
    attachmentLimitBytes: 10 * 1024 * 1024,
    roleIds: [],
    mayManage: false,
    mayModerate: false,
    channel: { id: channelId, threadOf: null, ageRestricted: false },
  };
}

/** @param n - counts from 0 */
export function memberId(n: number): string {
  return String(910_000_000_000_000_000n + BigInt(n));
}

/** raybot's own way in, under the rules of a guild that has set none. Nothing is made of what is taken. */
export function generationsOn(database: Kysely<Database>): Generations {
  const policies = new PolicyStore(database);
  return new Generations({
    store: new JobStore(database),
    rows,
    // Any answer but `none` lets a request in.
    router: { choose: ([candidate]) => (candidate ? { kind: 'wait', candidate, hindrance } : nobody) },
    costs: new LiveCosts(),
    policyOf: (guild) => policies.current(guild, policy),
    spendLimitMicroUsdPerDay: 0,
    clock: systemClock,
    run: () => {},
  });
}

const hindrance = { reason: 'busy', until: 0 } as const;
const nobody = { kind: 'none', candidate: null, hindrance: null } as const;
