import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProviderError } from '../../../src/errors/provider-error.ts';
import type { HttpAnswer } from '../../../src/providers/http-client.ts';
import type { Bill, ImageFile, Submitted } from '../../../src/providers/video-provider.ts';
import { anyAnswer } from './mutated-answers.ts';
import { createScriptedRoad, createScriptedSegmind, flashInput, forever, operation } from './scripted-segmind.ts';

// One seed for all runs: each kind of outcome has to turn up, and a rare one may stay away by chance.
const runs = { numRuns: 2_500, seed: 20_261_121 };
const noop = async () => {};
const lost = {
  input: flashInput,
  startedAt: operation.submittedAt,
  isOurs: async () => false,
  hasTwin: async () => false,
};

/** A value, or the ProviderError; any other error fails the test. */
async function outcomeOf<T>(call: Promise<T>): Promise<T | ProviderError> {
  return call.catch((error: unknown) => {
    if (error instanceof ProviderError) return error;
    throw error;
  });
}

function expectUsable(address: string): void {
  const { protocol, username, password } = new URL(address);
  expect(protocol).toMatch(/^https?:$/);
  expect(username + password).toBe('');
}

function expectBill({ costMicroUsd, metrics }: Bill): void {
  if (costMicroUsd !== null) expect(Number.isSafeInteger(costMicroUsd) && costMicroUsd >= 0).toBe(true);
  expect(Object.values(metrics).every(Number.isFinite)).toBe(true);
}

function expectSubmitted(submitted: Submitted): void {
  if (submitted.requestId !== null) expect(submitted.requestId).toMatch(/^[A-Za-z0-9_-]{8,128}$/);
  if (submitted.state === 'accepted') return;
  expectBill(submitted.bill);
  if (submitted.state === 'failed') expect(submitted.billed).toBe((submitted.bill.costMicroUsd ?? 0) > 0);
  else expectUsable('url' in submitted.video ? submitted.video.url : 'no address');
}

/** Runs a property and tells which outcomes it met, so that it is known to be about all of them. */
async function outcomesOf(count: number, look: (...answers: HttpAnswer[]) => Promise<string>): Promise<Set<string>> {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.tuple(...Array<typeof anyAnswer>(count).fill(anyAnswer)), async (answers) => {
      seen.add(await look(...answers));
    }),
    runs,
  );
  return seen;
}

const allStates = new Set(['running', 'finished', 'failed', 'unknown', 'error']);

describe('whatever is answered', () => {
  it('a request is never called finished without a usable video, and a look fails only as a ProviderError', async () => {
    const seen = await outcomesOf(2, async (...answers) => {
      const status = await outcomeOf(createScriptedSegmind(...answers).provider.status(operation, forever));
      if (status instanceof ProviderError) return 'error';
      if (status.state === 'failed') expectBill(status.bill);
      if (status.state !== 'finished') return status.state;
      const [first, second] = answers;
      expectUsable(status.videoUrl);
      expectBill(status.bill);
      expect(second?.status).toBeLessThan(300);
      expect(first?.text.toUpperCase()).toContain('COMPLETED');
      return status.state;
    });
    expect(seen).toEqual(allStates);
  });

  it('nor is one of the synchronous road that was found again', async () => {
    const seen = await outcomesOf(4, async (...answers) => {
      const { provider } = createScriptedRoad({ mode: 'sync' }, ...answers);
      const status = await outcomeOf(provider.status(operation, forever));
      if (status instanceof ProviderError) return 'error';
      if (status.state === 'finished') expectUsable(status.videoUrl);
      return status.state;
    });
    expect(seen).toEqual(allStates);
  });

  it('a submit is accepted only with an id that is a path segment, and an unread success is no refusal', async () => {
    const seen = await outcomesOf(1, async (first) => {
      const { provider } = createScriptedSegmind(...(first ? [first] : []));
      const submitted = await outcomeOf(provider.submit(flashInput, noop, forever));
      if (submitted instanceof ProviderError) {
        if (first && first.status < 300) expect(submitted).toMatchObject({ kind: 'malformed', mayHaveArrived: true });
        return 'error';
      }
      expect(submitted.state).toBe('accepted');
      expectSubmitted(submitted);
      return submitted.state;
    });
    expect(seen).toEqual(new Set(['accepted', 'error']));
  });

  it('a run ends with a usable video, a failure, a request to look at, or an error that tells whether it may be paid for', async () => {
    const seen = await outcomesOf(1, async (first) => {
      const { provider } = createScriptedRoad({ mode: 'sync' }, ...(first ? [first] : []));
      const submitted = await outcomeOf(provider.submit(flashInput, noop, forever));
      const status = first?.status ?? 0;
      if (submitted instanceof ProviderError) {
        expect(submitted.mayHaveArrived).toBe(status < 400 || status >= 500 || status === 408);
        return 'error';
      }
      expectSubmitted(submitted);
      expect(status < 300 || (status === 422 && submitted.state === 'failed')).toBe(true);
      return submitted.state;
    });
    expect(seen).toEqual(new Set(['finished', 'failed', 'accepted', 'error']));
  });

  it('a lost submit is found as something usable, as nothing, or not at all', async () => {
    const seen = await outcomesOf(2, async (...answers) => {
      const found = await outcomeOf(createScriptedSegmind(...answers).provider.recover(lost, forever));
      if (found instanceof ProviderError) return 'error';
      if (found === null || found.state === 'not-taken') return 'nothing';
      expectSubmitted(found);
      expect(answers[0]?.text).toContain('2026-08-02T12:00:01Z');
      return found.state;
    });
    expect(seen).toEqual(new Set(['accepted', 'finished', 'failed', 'nothing', 'error']));
  });

  it('a balance is a whole number or an error', async () => {
    const seen = await outcomesOf(1, async (...answers) => {
      const account = await outcomeOf(createScriptedSegmind(...answers).provider.account(forever));
      if (account instanceof ProviderError) return 'error';
      expect(Number.isSafeInteger(account.balanceMicroUsd)).toBe(true);
      return 'balance';
    });
    expect(seen).toEqual(new Set(['balance', 'error']));
  });

  describe('to an upload', () => {
    let directory: string;
    let image: ImageFile;
    beforeAll(async () => {
      directory = await mkdtemp(join(tmpdir(), 'raybot-mutated-'));
      image = { path: join(directory, 'picture.jpg'), contentType: 'image/jpeg' };
      await writeFile(image.path, 'picture');
    });
    afterAll(() => rm(directory, { recursive: true }));

    it('its address is usable, or there is an error', async () => {
      const seen = await outcomesOf(1, async (...answers) => {
        const address = await outcomeOf(createScriptedSegmind(...answers).provider.upload(image, forever));
        if (address instanceof ProviderError) return 'error';
        expectUsable(address);
        return 'address';
      });
      expect(seen).toEqual(new Set(['address', 'error']));
    });
  });
});
