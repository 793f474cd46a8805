import type { Account } from '../video-provider.ts';
import { isSuccess, malformed } from './answers.ts';
import type { SegmindParts } from './parts.ts';
import { errorFromAnswer } from './segmind-errors.ts';
import { layersOf, readNumber } from './wire.ts';

const microUsdPerCredit = 1_000_000;

/**
 * What is left, bought and free credits together; a credit is a US dollar. An account that never had any has no record.
 * @throws {ProviderError}
 * @see https://docs.segmind.com/api-reference/account-and-billing-apis
 */
export async function readAccount({ root, headers, peer, now }: SegmindParts, signal: AbortSignal): Promise<Account> {
  const url = `${root}/v1/get-user-credits`;
  const answer = await peer.call('account', () => ({ method: 'GET', url, headers, signal }), signal);
  if (answer.status === 404 && answer.json !== undefined) return { balanceMicroUsd: 0 };
  if (!isSuccess(answer)) throw errorFromAnswer(answer, 'account', now());
  const credits = readCredits(answer.json);
  const balanceMicroUsd = credits === null ? null : Math.round(credits * microUsdPerCredit);
  if (!Number.isSafeInteger(balanceMicroUsd) || balanceMicroUsd === null)
    throw malformed(answer, 'named no balance of the account');
  return { balanceMicroUsd };
}

function readCredits(answer: unknown): number | null {
  for (const fields of layersOf(answer)) {
    const bought = readNumber(fields.credits);
    const free = readNumber(fields['free-credits']) ?? readNumber(fields.free_credits);
    if (bought !== undefined || free !== undefined) return (bought ?? 0) + (free ?? 0);
  }
  return null;
}
