import { beforeEach, describe, expect, it } from 'vitest';
import type { GenerationRequest } from '../../src/catalogue/request.ts';
import { Refusal } from '../../src/errors/refusal.ts';
import type { Origin } from '../../src/jobs/job.ts';
import { Remaking } from '../../src/jobs/remaking.ts';
import { aJob, anOrigin, aRequest, rows, rowsOf } from '../builders/jobs.ts';
import { ManualClock } from '../builders/manual-clock.ts';
import { refusalOf } from '../builders/refusal.ts';

const hourMs = 3_600_000;
let clock: ManualClock;
let accepted: { origin: Origin; request: GenerationRequest }[];
let refusal: Refusal | null;
let remaking: Remaking;

beforeEach(() => {
  clock = new ManualClock();
  accepted = [];
  refusal = null;
  const generations = {
    async accept(origin: Origin, request: GenerationRequest) {
      if (refusal) throw refusal;
      accepted.push({ origin, request });
      return aJob({ id: origin.interactionId, request });
    },
    refuseEarly: async () => {},
  };
  remaking = new Remaking({ generations, rows, clock });
});

/** A picture whose address lives for so many hours from now on. */
function picture(hours: number | null, size = { width: 1_600, height: 900 }) {
  const ex = hours === null ? '' : `?ex=${Math.floor((clock.now() + hours * hourMs) / 1_000).toString(16)}&is=1&hm=2&`;
  return { url: `https://cdn.discordapp.com/ephemeral-attachments/1/2/a.png${ex}`, ...size };
}

describe('the request of a job anew', () => {
  it('is the same, but hidden only where the rules say so again', () => {
    const request = aRequest({ isSpoiler: true, isPrivate: true, loop: true });
    const { isSpoiler, ...rest } = request;
    expect(remaking.requestAnew(aJob({ request }))).toEqual(rest);
  });

  it('takes other words, as a command would', () => {
    const job = aJob();
    expect(remaking.requestAnew(job, { prompt: '  a blue\n fox ' })).toEqual(aRequest({ prompt: 'a blue fox' }));
    expect(refusalOf(() => remaking.requestAnew(job, { prompt: '@everyone' }))).toMatchObject({
      code: 'prompt-mentions',
    });
    expect(refusalOf(() => remaking.requestAnew(job, { prompt: ' ' }))).toMatchObject({ code: 'prompt-blank' });
  });

  it('takes another shape, length and loop', () => {
    const change = { aspectRatio: '9:16', durationSeconds: 9, loop: true } as const;
    expect(remaking.requestAnew(aJob(), change)).toEqual(aRequest(change));
  });

  it('follows its picture, or leaves it', () => {
    const request = aRequest({ startImage: picture(10), ratioFollowsImage: true, aspectRatio: '16:9' });
    const job = aJob({ request });
    expect(remaking.requestAnew(job, { aspectRatio: '1:1' })).toEqual({
      ...request,
      aspectRatio: '1:1',
      ratioFollowsImage: false,
    });
    const square = aJob({
      request: { ...request, startImage: picture(10, { width: 800, height: 800 }), ratioFollowsImage: false },
    });
    expect(remaking.requestAnew(square, { aspectRatio: 'picture' })).toMatchObject({
      aspectRatio: '1:1',
      ratioFollowsImage: true,
    });
  });

  it('has no loop with a picture at its end', () => {
    const job = aJob({ request: aRequest({ endImage: picture(10) }) });
    expect(refusalOf(() => remaking.requestAnew(job, { loop: true }))).toMatchObject({ code: 'loop-with-end-image' });
  });

  it.each([
    ['for hours', 5, true],
    ['for longer than it is asked for', 0.2, true],
    ['for less than that', 0.1, false],
    ['no more', -1, false],
  ])('can be had while its picture’s address says that it lives (%s)', (_, hours, isTaken) => {
    const job = aJob({ request: aRequest({ endImage: picture(hours) }), createdAt: clock.now() - 30 * hourMs });
    if (isTaken) expect(remaking.requestAnew(job)).toEqual(job.request);
    else expect(refusalOf(() => remaking.requestAnew(job))).toMatchObject({ code: 'picture-too-old' });
  });

  it('trusts an address that says nothing for a day', () => {
    const request = aRequest({ startImage: picture(null) });
    const aged = (hours: number) => aJob({ request, createdAt: clock.now() - hours * hourMs });
    expect(remaking.requestAnew(aged(23))).toEqual(request);
    expect(refusalOf(() => remaking.requestAnew(aged(24)))).toMatchObject({ code: 'picture-too-old' });
  });
});

describe('its price', () => {
  it('is that of a command', () => {
    expect(remaking.priceOf(aRequest())).toBe(51);
    expect(remaking.priceOf(aRequest({ durationSeconds: 9 }))).toBe(92);
  });

  it('is none where nobody makes it', () => {
    const onlyApiframe = new Remaking({
      generations: { accept: async () => aJob(), refuseEarly: async () => {} },
      rows: rowsOf('apiframe'),
      clock,
    });
    expect(refusalOf(() => onlyApiframe.priceOf(aRequest({ aspectRatio: '9:21' })))).toMatchObject({
      code: 'option-not-allowed',
    });
  });
});

describe('made anew', () => {
  it('it goes the way of a command', async () => {
    const origin = anOrigin({ memberId: '7' });
    await expect(remaking.make(origin, aRequest())).resolves.toMatchObject({ id: origin.interactionId });
    expect(accepted).toEqual([{ origin, request: aRequest() }]);
  });

  const press = (interactionId: string, memberId = '7', request = aRequest()) =>
    remaking.make(anOrigin({ interactionId, memberId }), request).then(
      () => 'made',
      (error: unknown) => (error instanceof Refusal ? error.code : error),
    );

  it('twice in a row by one member, it is made once', async () => {
    expect(await Promise.all([press('1'), press('2')])).toEqual(['made', 'job-on-its-way']);
    await clock.advance(2_999);
    expect(await press('3')).toBe('job-on-its-way');
    await clock.advance(1);
    expect(await press('4')).toBe('made');
  });

  it('by two, or otherwise, it is made as often as it is asked for', async () => {
    const other = aRequest({ prompt: 'a blue fox' });
    expect(await Promise.all([press('1'), press('2', '8'), press('3', '7', other)])).toEqual(['made', 'made', 'made']);
  });

  it('after a refusal it can be asked for at once, and is refused again for the same', async () => {
    refusal = new Refusal('too-few-credits', { price: 51, available: 3 });
    expect([await press('1'), await press('2')]).toEqual(['too-few-credits', 'too-few-credits']);
    refusal = null;
    expect(await press('3')).toBe('made');
  });
});
