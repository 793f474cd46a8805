import { describe } from 'vitest';
import { describeAborts } from './abort-contract.ts';
import { describeLooks } from './look-contract.ts';
import { describeNotices } from './notice-contract.ts';
import { describeOddAnswers } from './odd-answer-contract.ts';
import { describeRates } from './rate-contract.ts';
import { describeReplays } from './replay-contract.ts';
import { describeSearches } from './search-contract.ts';
import { describeSideCalls } from './side-contract.ts';
import { describeSubmits } from './submit-contract.ts';
import { describeTroubledCalls } from './trouble-contract.ts';
import type { StartWorld } from './world.ts';

/**
 * What every `VideoProvider` promises, whoever is behind it. An adapter that passes can be put in the place of any other:
 * it tells what happened in the contract's words, and no attempt is ever sent or paid for twice.
 *
 * How a new provider joins:
 *
 * 1. A far end: a server on this machine that speaks its API and can be told what to do wrong (`sandbox/`).
 * 2. A world file beside `segmind-world.ts` and `apiframe-world.ts`. Its start function builds the adapter under test over
 *    the real client (`createLine`), with a `Gateway` between the adapter and the far end, and maps each situation of
 *    `world.ts` onto what the far end can do: a situation has a name in the contract, and ways in which it comes about
 *    there, such as the two statuses that mean «no credits». A situation that this provider cannot have is
 *    `never('why')`: its tests are shown as skipped, with that reason.
 * 3. A test file with one line for each of its roads: `describeProviderContract('name', startWorld)`.
 *
 * Only what is the provider's own stands in its world. What any network does to any provider (dropped and cut connections,
 * pages for answers, silence, floods, damaged JSON, a quoted key) is done by the gateway and needs no mapping: the world
 * says by `calls` which requests are which. Each test has a world of its own on a clock that stands still; a clip is a few
 * bytes that begin like one.
 *
 * @param startWorld - starts a world that works; called for each test and each way
 */
export function describeProviderContract(name: string, startWorld: StartWorld): void {
  describe(`${name} keeps the contract`, () => {
    describeSubmits(startWorld);
    describeLooks(startWorld);
    describeReplays(startWorld);
    describeSearches(startWorld);
    describeSideCalls(startWorld);
    describeNotices(startWorld);
    describeRates(startWorld);
    describeTroubledCalls(startWorld);
    describeOddAnswers(startWorld);
    describeAborts(startWorld);
  });
}
