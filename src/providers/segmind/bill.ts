import { z } from 'zod';
import type { Bill } from '../video-provider.ts';
import { type Fields, readFirst, readNumber } from './wire.ts';

/** Segmind's credits are US dollars. */
const microUsdPerUsd = 1_000_000;
/** More figures than anybody names would only fill the database. */
const mostFigures = 50;
const figureName = /^\w[\w-]{0,63}$/;

/** How the headers of the synchronous road call what the asynchronous one calls so in `metrics`. */
const accountingHeaders: Readonly<Record<string, string>> = {
  'x-cost': 'cost',
  'x-remaining-credits': 'remaining_credits',
  'x-generation-time': 'generation_time',
  'x-inference-time': 'inference_time',
  'x-queue-time': 'queue_time',
  'x-total-time': 'total_time',
  'x-seed-value': 'seed_value',
};

const nothingSaid: Bill = { costMicroUsd: null, metrics: {} };

/** What an answer says in its `metrics`. */
export function readBill(answer: unknown): Bill {
  const metrics = readFirst(answer, ['metrics'], z.record(z.string(), z.unknown()));
  return metrics === null ? nothingSaid : billOf(metrics, metrics.cost);
}

/**
 * What the headers of the synchronous road say; those that cannot be read are left out.
 * @see https://docs.segmind.com/api-reference
 */
export function readBillFromHeaders(headers: Readonly<Record<string, string>>): Bill {
  const figures = Object.entries(accountingHeaders).map(([header, name]) => [name, headers[header]]);
  return billOf(Object.fromEntries(figures), headers['x-cost']);
}

/** @param costUsd - as it came; null in the bill unless it is an amount */
export function billOf(figures: Fields, costUsd: unknown): Bill {
  const metrics = Object.entries(figures).flatMap(([name, value]) => {
    const number = figureName.test(name) ? readNumber(value) : undefined;
    return number === undefined ? [] : [[name, number] as const];
  });
  return { costMicroUsd: toMicroUsd(readNumber(costUsd)), metrics: Object.fromEntries(metrics.slice(0, mostFigures)) };
}

/** Two accounts of the same request: the first one's word counts where both say something. */
export function joinBills(first: Bill, second: Bill): Bill {
  return {
    costMicroUsd: first.costMicroUsd ?? second.costMicroUsd,
    metrics: { ...second.metrics, ...first.metrics },
  };
}

/** Failures are free by Segmind's word: one that names a cost is not. */
export function isBilled({ costMicroUsd }: Bill): boolean {
  return costMicroUsd !== null && costMicroUsd > 0;
}

function toMicroUsd(usd: number | undefined): number | null {
  if (usd === undefined || usd < 0) return null;
  const microUsd = Math.round(usd * microUsdPerUsd);
  return Number.isSafeInteger(microUsd) ? microUsd : null;
}
