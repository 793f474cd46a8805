import { describe, expect, it } from 'vitest';
import { createLogger } from '../../src/operations/logger.ts';

const botToken = 'MTExMTExMTEx.GcAnArY.s3cret-Value_of+the/bot=';
const apiKey = 'SG_canary"key\\0123';
const interactionToken = 'aW50ZXJhY3Rpb246MTU3.canary-interaction-token-of-two-hundred-characters';

/** What the log writes while `work` logs. */
function written(work: (log: ReturnType<typeof createLogger>) => void, level: 'trace' | 'warn' = 'trace'): string {
  const lines: string[] = [];
  const log = createLogger(level, [botToken, apiKey, '', 'short'], { write: (line) => void lines.push(line) });
  work(log);
  return lines.join('');
}

/** Shaped like the errors of discord.js, which carry the whole request. */
class RequestError extends Error {
  readonly status = 404;
  readonly code = 10008;
  readonly url = `https://discord.com/api/v10/webhooks/111/${interactionToken}/messages/@original`;
  readonly requestBody = { json: { content: 'canary-body' }, files: [Buffer.from('canary-body')] };
  readonly rawError = { message: 'canary-body' };
  readonly headers = { authorization: 'canary-body' };
}

describe('no secret gets into the log', () => {
  const forms = {
    plain: botToken,
    'in a header': `Bot ${botToken}`,
    'in an address': `https://discord.com/?token=${encodeURIComponent(botToken)}`,
    'in base64': Buffer.from(botToken).toString('base64'),
    'with marks that JSON escapes': apiKey,
    'an interaction token in a route': `POST /interactions/157/${interactionToken}/callback`,
    'an interaction token in an address': `https://discord.com/api/v10/webhooks/111/${interactionToken}?wait=true`,
  };
  const places: Record<string, (log: ReturnType<typeof createLogger>, text: string) => void> = {
    'the message': (log, text) => log.info(`before ${text} after`),
    'a field': (log, text) => log.info({ detail: text }, 'x'),
    'a field far down': (log, text) => log.info({ a: { b: { c: { d: [{ e: text }] } } } }, 'x'),
    'an error': (log, text) => log.error({ err: new Error(`failed: ${text}`) }, 'x'),
    'the cause of an error': (log, text) => {
      log.error({ err: new Error('outer', { cause: new Error('middle', { cause: new Error(text) }) }) }, 'x');
    },
    'an error under another name': (log, text) =>
      log.error({ error: Object.assign(new Error('x'), { at: text }) }, 'x'),
    'a bound field': (log, text) => log.child({ bound: text }).warn('x'),
  };

  it.each(
    Object.entries(forms).flatMap(([form, text]) =>
      Object.entries(places).map(([place, write]) => ({ form, place, text, write })),
    ),
  )('$form in $place', ({ text, write }) => {
    const output = written((log) => write(log, text));
    expect(output).not.toBe('');
    expect(output).not.toMatch(/s3cret|canary|SG_|c3Nl|aW50ZXJ/i);
    expect(output).not.toContain(Buffer.from(botToken).toString('base64').slice(0, 20));
  });

  it('not in fields that are known to hold some', () => {
    const secret = { token: 'canary', interaction_token: 'canary', apiKey: 'canary', url: 'canary', headers: 'canary' };
    const output = written((log) => log.info({ ...secret, job: secret, deep: { er: secret } }, 'x'));
    expect(output.match(/\[redacted\]/g)).toHaveLength(15);
    expect(output).not.toContain('canary');
  });

  it('and no body of a request, from an error that carries one', () => {
    const output = written((log) => {
      const error = new RequestError('Unknown Message');
      log.error({ err: error }, 'x');
      log.error({ err: new Error('outer', { cause: error }) }, 'x');
      log.error({ error }, 'x');
      log.error(error);
    });
    expect(output).not.toMatch(/canary/);
    expect(output).toContain('Unknown Message');
    expect(output).toContain('10008');
  });
});

it('of an error only what is known to be harmless is kept', () => {
  const error = Object.assign(new Error('boom'), { code: 'E1', data: 'canary', options: { path: 'canary' } });
  const output = written((log) => log.error({ err: error }, 'x'));
  expect(output).toContain('E1');
  expect(output).not.toContain('canary');
});

describe('the log', () => {
  it('is one JSON object a line, with what helps to find the fault', () => {
    const cause = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    const line = written((log) => log.error({ err: new TypeError('boom', { cause }), jobId: '157' }, 'a step failed'));
    const { level, time, msg, jobId, err } = JSON.parse(line);
    expect({ level, msg, jobId, type: err.type }).toEqual({
      level: 50,
      msg: 'a step failed',
      jobId: '157',
      type: 'TypeError',
    });
    expect(Number.isInteger(time)).toBe(true);
    expect(err.message).toContain('socket hang up');
    expect(err.stack).toContain('logger.test.ts');
  });

  it('is silent below its level', () => {
    expect(written((log) => log.info('x'), 'warn')).toBe('');
  });

  it('keeps words that are too short to be secrets', () => {
    expect(written((log) => log.info('a short story'))).toContain('a short story');
  });
});
