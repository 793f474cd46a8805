import { DiscordAPIError } from 'discord.js';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Answering, type Asker, type Rest } from '../../src/discord/answering.ts';
import type { Later, PressResult, Reply } from '../../src/discord/command-result.ts';
import { button, row } from '../../src/discord/components.ts';
import { Refusal } from '../../src/errors/refusal.ts';
import { wordsFor } from '../../src/words/words.ts';
import { type FakeAnswers, fakeAnswers } from '../builders/fake-answers.ts';
import { anOrigin } from '../builders/jobs.ts';

let log: string[];
let logged: string[];
let answers: FakeAnswers;
let answering: Answering;

beforeEach(() => {
  log = [];
  logged = [];
  answers = fakeAnswers(log);
  answering = new Answering({
    acknowledgement: answers,
    textFor: (error) => (error instanceof Refusal ? `refused: ${error.code}` : 'a fault'),
    log: pino({ base: null }, { write: (line) => void logged.push(line) }),
  });
});

const asker: Asker = { command: 'usage', origin: anOrigin(), words: wordsFor('en-US'), hasMessage: false };
const presser: Asker = { ...asker, hasMessage: true };
const file = { name: 'usage.png', contentType: 'image/png', bytes: new Uint8Array([1]) };
const later = (work: Later['work'], more: Partial<Later> = {}): Later => ({ kind: 'later', work, ...more });
const reply = (content: string, more: Partial<Reply> = {}): Reply => ({ kind: 'reply', content, ...more });

async function answer(own: Exclude<PressResult, { kind: 'job' }>, by = asker): Promise<Rest> {
  const rest = await answering.begin(by, own);
  await rest?.();
  return rest;
}

/** As Discord refuses; the token stands in the address. */
const refusal = (status: number, code: number) =>
  new DiscordAPIError({ code, message: 'x' }, code, status, 'PATCH', 'https://x/webhooks/1/canary-token', {});

describe('an answer', () => {
  it('of words goes at once, and nothing is left to do', async () => {
    expect(await answer(reply('hello'))).toBeNull();
    expect(log).toEqual(['reply: hello']);
  });

  it('with a file is promised first, so that the upload has its time', async () => {
    const rest = await answering.begin(asker, reply('here', { files: [file] }));
    expect(log).toEqual(['defer privately']);
    await rest?.();
    expect(log.slice(1)).toEqual(['complete: here [usage.png]']);
  });

  it('with an empty list of files goes at once', async () => {
    await answer(reply('hello', { files: [] }));
    expect(log).toEqual(['reply: hello']);
  });

  it('that replaces a message with a file takes the press first', async () => {
    await answer({ kind: 'update', content: 'page', files: [file] }, presser);
    expect(log).toEqual(['defer update', 'complete: page [usage.png]']);
  });

  it('that replaces a message tells the one who pressed besides, where there is something to know', async () => {
    await answer({ kind: 'update', content: 'page', note: 'by the way' }, presser);
    expect(log).toEqual(['update: page', 'follow up: by the way']);
  });

  it('that changes no more than the buttons leaves the message alone', async () => {
    await answer(
      { kind: 'relabel', components: [row(button({ command: 'x', payload: 'y' }, { label: 'B' }))], note: 'so it is' },
      presser,
    );
    expect(log).toEqual(['relabel: B', 'follow up: so it is']);
  });

  it('that was not taken is followed by nothing', async () => {
    answers.relabel = () => Promise.reject(refusal(404, 10062));
    await answer({ kind: 'relabel', components: [], note: 'so it is' }, presser);
    expect(log).toEqual([]);
  });

  it('that was put there by other hands is left as it is, in a message of its own', async () => {
    await answer({ kind: 'errand', work: async () => null }, presser);
    expect(log).toEqual(['defer privately']);
  });

  it('of other hands may still be words', async () => {
    await answer({ kind: 'errand', work: async () => reply('there it stands') }, presser);
    await answer({ kind: 'errand', work: () => Promise.reject(new Refusal('video-expired')) }, presser);
    expect(log).toEqual([
      'defer privately',
      'complete: there it stands',
      'defer privately',
      'complete: refused: video-expired',
    ]);
  });

  it('that is not taken is logged, without the token', async () => {
    answers.reply = () => Promise.reject(refusal(404, 10062));
    await answer(reply('hello'));
    expect(logged.join()).toContain('DiscordAPIError[10062] 404 10062');
    expect(logged.join()).not.toContain('canary');
  });

  it('of a modal whose payload is too long is a fault, and nothing was said yet', async () => {
    const modal = { kind: 'modal', payload: 'x'.repeat(81), title: 'T', inputs: [] } as const;
    await expect(answering.begin(asker, modal)).rejects.toThrow(RangeError);
    expect(log).toEqual([]);
  });
});

describe('a promise', () => {
  it('is kept once the caller was told to wait', async () => {
    const rest = await answering.begin(
      asker,
      later(async () => {
        log.push('work');
        return reply('done', { files: [file] });
      }),
    );
    expect(log).toEqual(['defer privately']);
    await rest?.();
    expect(log.slice(1)).toEqual(['work', 'complete: done [usage.png]']);
  });

  it('of a press is a new message, or replaces its own', async () => {
    await answer(
      later(async () => reply('new')),
      presser,
    );
    await answer(
      later(async () => reply('other'), { replaces: true }),
      presser,
    );
    expect(log).toEqual(['defer privately', 'complete: new', 'defer update', 'complete: other']);
  });

  it('replaces nothing where there is no message', async () => {
    await answer(later(async () => reply('new'), { replaces: true }));
    expect(log).toEqual(['defer privately', 'complete: new']);
  });

  it('that nobody was told of is not worked on', async () => {
    answers.defer = () => Promise.reject(refusal(404, 10062));
    expect(await answer(later(() => Promise.reject(new Error('not to be called here'))))).toBeNull();
    expect(log).toEqual([]);
  });

  it.each([
    ['a refusal', () => Promise.reject(new Refusal('shutting-down')), 'refused: shutting-down'],
    ['a fault', () => Promise.reject(new Error('disk full')), 'a fault'],
    [
      'a fault at once',
      () => {
        throw new Error('broken');
      },
      'a fault',
    ],
  ])('that ends in %s becomes a text', async (_what, work, text) => {
    await answer(later(work));
    expect(log).toEqual(['defer privately', `complete: ${text}`]);
  });

  it('of a press that ends in a fault leaves the message as it is', async () => {
    await answer(
      later(() => Promise.reject(new Error('broken')), { replaces: true }),
      presser,
    );
    expect(log).toEqual(['defer update', 'follow up: a fault']);
  });
});

describe('an answer that Discord does not take in the end', () => {
  /** The first one fails, the ones after it are taken. */
  function refuseOnce(error: Error): void {
    const { complete } = answers;
    answers.complete = async () => {
      answers.complete = complete;
      throw error;
    };
  }

  it.each([
    ['as the file is too large', refusal(413, 40005), [file], 'does not take its file here'],
    ['as files are forbidden there', refusal(403, 50013), [file], 'does not take its file here'],
    ['as the connection was slow', new DOMException('aborted', 'AbortError'), [file], 'Something went wrong'],
    ['for its words', refusal(400, 200000), [], 'Something went wrong'],
  ])('%s is told of', async (_what, error, files, text) => {
    refuseOnce(error);
    await answer(later(async () => reply('done', { files })));
    expect(log).toEqual(['defer privately', expect.stringContaining(text)]);
    expect(logged.join()).not.toContain('canary');
  });

  it('is told of apart where a message was to be replaced', async () => {
    refuseOnce(refusal(413, 40005));
    await answer({ kind: 'update', content: 'page', files: [file] }, presser);
    expect(log).toEqual(['defer update', expect.stringMatching(/^follow up: .*file/)]);
  });

  it('as the interaction is over is told of to nobody', async () => {
    refuseOnce(refusal(401, 50027));
    await answer(later(async () => reply('done')));
    expect(log).toEqual(['defer privately']);
  });

  it('is given up where a word about it is not taken either', async () => {
    answers.complete = () => Promise.reject(refusal(500, 0));
    await answer(later(async () => reply('done')));
    expect(logged).toHaveLength(2);
  });
});

describe('work that takes too long', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is given up at a stop, and the caller is told', async () => {
    let signal: AbortSignal | null = null;
    const rest = await answering.begin(
      asker,
      later((given) => {
        signal = given;
        return new Promise(() => {});
      }),
    );
    const done = rest?.();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(signal).toMatchObject({ aborted: false });
    answering.hurry();
    await done;
    expect(signal).toMatchObject({ aborted: true });
    expect(log.at(-1)).toBe('complete: refused: shutting-down');
  });

  it('is given up while a text still finds its way, and the caller is told', async () => {
    const done = answer(later(() => new Promise(() => {})));
    await vi.advanceTimersByTimeAsync(13 * 60_000);
    expect(log).toEqual(['defer privately']);
    await vi.advanceTimersByTimeAsync(60_000);
    await done;
    expect(log).toEqual(['defer privately', 'complete: a fault']);
  });

  it('leaves no timer behind', async () => {
    await answer(later(async () => reply('done')));
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does not begin during a stop', async () => {
    answering.hurry();
    await answer(later(() => Promise.reject(new Error('not to be called here'))));
    expect(log).toEqual(['defer privately', 'complete: refused: shutting-down']);
  });
});
