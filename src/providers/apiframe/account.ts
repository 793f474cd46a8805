import type { HttpAnswer } from '../http-client.ts';
import type { Account, LivePrices } from '../video-provider.ts';
import { type ApiframeCall, errorFromAnswer, isSuccess, malformed } from './apiframe-errors.ts';
import { microUsdOf } from './money.ts';
import { type Fields, fieldsOf, layersOf, readAmount, readList } from './wire.ts';

/**
 * The models of which it is known what the two published costs stand for: their shorter and their longer clip.
 * @see https://apiframe.ai/docs/videos/luma/luma-ray-flash-2
 */
const pricedModels: ReadonlySet<unknown> = new Set(['luma-ray-2', 'luma-ray-flash-2']);

/**
 * The team's credits; the person's where there is no team.
 * @see https://api.apiframe.ai/v2/openapi.json (GET /v2/me)
 */
export function readAccount(answer: HttpAnswer, now: number): Account {
  requireSuccess(answer, 'account check', now);
  for (const { team, user } of layersOf(answer.json)) {
    const credits = readAmount(fieldsOf(team ?? user)?.credits);
    const balanceMicroUsd = credits === null ? null : microUsdOf(credits);
    if (balanceMicroUsd !== null) return { balanceMicroUsd };
  }
  throw malformed(answer, 'gave no usable balance');
}

/**
 * What the catalogue of models says of Luma's; a model whose costs make no sense is left out.
 * @see https://api.apiframe.ai/v2/openapi.json (GET /v2/models)
 */
export function readPrices(answer: HttpAnswer, now: number): LivePrices {
  requireSuccess(answer, 'price check', now);
  const models = readList(answer.json, ['models', 'data', 'results', 'items']);
  if (!models) throw malformed(answer, 'gave no list of models');
  return new Map(models.flatMap((model) => readPrice(fieldsOf(model) ?? {})));
}

function readPrice({ id, costMin, costMax }: Fields): [string, { 5: number; 9: number }][] {
  if (typeof id !== 'string' || !pricedModels.has(id)) return [];
  const [least, most] = [readAmount(costMin), readAmount(costMax)];
  if (least === null || most === null || least <= 0 || most < least) return [];
  const [shorter, longer] = [microUsdOf(least), microUsdOf(most)];
  return shorter === null || longer === null ? [] : [[id, { 5: shorter, 9: longer }]];
}

function requireSuccess(answer: HttpAnswer, call: ApiframeCall, now: number): void {
  if (!isSuccess(answer)) throw errorFromAnswer(answer, call, now);
}
