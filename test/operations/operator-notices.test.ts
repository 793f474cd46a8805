import { pino } from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Notice, OperatorNotices, type SendNotice } from '../../src/operations/operator-notices.ts';
import { ManualClock, settled } from '../builders/manual-clock.ts';

let clock: ManualClock;
let logged: string[];
let sent: Notice[];

beforeEach(() => {
  clock = new ManualClock();
  logged = [];
  sent = [];
});

function notices(send: SendNotice | null = async (notice) => void sent.push(notice)): OperatorNotices {
  const log = pino({ base: null, timestamp: false }, { write: (line) => void logged.push(JSON.parse(line).msg) });
  return new OperatorNotices(log, clock.now, send);
}

const sick = { code: 'provider-needs-attention', provider: 'segmind', detail: '401' } as const;
const money = { code: 'submit-uncertain', provider: 'segmind', jobId: '1' } as const;

describe('the operator', () => {
  it('is told in the log where there is no channel', () => {
    notices(null).tell(money);
    expect(logged).toEqual(['operator: submit-uncertain']);
  });

  it('reads each notice about money', () => {
    const operator = notices();
    for (const jobId of ['1', '2', '2']) operator.tell({ ...money, jobId });
    expect(sent.map(({ jobId }) => jobId)).toEqual(['1', '2', '2']);
  });

  it('reads of one sick provider once in ten minutes, but of each kind and provider', async () => {
    const operator = notices();
    for (let time = 0; time < 5; time += 1) operator.tell(sick);
    operator.tell({ ...sick, code: 'model-withdrawn' });
    operator.tell({ ...sick, provider: 'apiframe' });
    await clock.advance(10 * 60_000 - 1);
    operator.tell(sick);
    expect(sent).toHaveLength(3);
    await clock.advance(1);
    operator.tell(sick);
    expect(sent).toHaveLength(4);
    expect(logged).toHaveLength(9);
  });

  it('reads once in ten minutes that a provider is out of reach, unless it was back meanwhile: the last word is true', () => {
    const operator = notices();
    const codes = ['provider-unreachable', 'provider-unreachable', 'provider-back', 'provider-back'] as const;
    for (const code of [...codes, 'provider-unreachable'] as const) operator.tell({ code, provider: 'segmind' });
    expect(sent.map(({ code }) => code)).toEqual(['provider-unreachable', 'provider-back', 'provider-unreachable']);
    expect(logged).toHaveLength(5);
  });

  it.for(['provider-balance-low', 'provider-price-high', 'failure-billed', 'submit-unrecorded'] as const)(
    'reads every «%s»: whoever tells it does so once',
    (code) => {
      const operator = notices();
      for (const detail of ['a', 'b']) operator.tell({ code, provider: 'segmind', detail });
      expect(sent.map(({ detail }) => detail)).toEqual(['a', 'b']);
    },
  );

  it('who cannot be reached stops nothing', async () => {
    notices(() => Promise.reject(new Error('no such channel'))).tell(money);
    await settled();
    expect(logged).toEqual(['operator: submit-uncertain', 'the operator channel was not reached']);
  });
});
