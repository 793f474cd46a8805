import type { ServerResponse } from 'node:http';
import type { FarAnswer, Trouble } from './gateway.ts';
import { giveBack } from './gateway.ts';

const page = (status: number) => `<html><head><title>${status}</title></head><body>nginx</body></html>\r\n`;
const hugeJson = Buffer.from(JSON.stringify({ padding: 'x'.repeat(10 * 1024 * 1024) }));
const floodPieceBytes = 256 * 1024;

/** The answer of somebody before the far end. */
export function says(status: number, body: string | object, headers: Readonly<Record<string, string>> = {}): Trouble {
  const isText = typeof body === 'string';
  return {
    at: 'arrival',
    act(request, response) {
      // Read to its end: a connection closed over unread bytes is reset, and the answer with it.
      request.resume();
      request.once('end', () => {
        response.writeHead(status, { 'content-type': isText ? 'text/html' : 'application/json', ...headers });
        response.end(isText ? body : JSON.stringify(body));
      });
    },
  };
}

/** A gateway's own error, which is a page. */
export const saysPage = (status: number): Trouble => says(status, page(status));

export const dropsUnread: Trouble = { at: 'arrival', act: (request) => request.socket.destroy() };
export const staysSilent: Trouble = { at: 'arrival', act: (request) => void request.resume() };
export const dropsTheAnswer: Trouble = { at: 'return', act: (response) => response.socket?.destroy() };

/** The far end took it; somebody before it says this. */
export function saysInstead(status: number): Trouble {
  return changes((answer) => ({ ...answer, status, headers: {}, body: Buffer.from(page(status)) }));
}

/** Its length is announced; half of it comes, then nothing. @param onHalf - called when that half is written */
export function stopsHalfway(onHalf: () => void): Trouble {
  return { at: 'return', act: (response, answer) => writeHalf(response, answer, onHalf) };
}

/** Its length is announced; the connection ends halfway. */
export const cutsTheAnswer: Trouble = {
  at: 'return',
  act: (response, answer) => writeHalf(response, answer, () => response.socket?.destroy()),
};

function writeHalf(response: ServerResponse, { status, headers, body }: FarAnswer, then: () => void): void {
  response.writeHead(status, { ...headers, 'content-length': body.length });
  response.write(body.subarray(0, Math.ceil(body.length / 2)), then);
}

/** Half of it, as if that were all. */
export const halvesTheAnswer = changes((answer) => ({
  ...answer,
  body: answer.body.subarray(0, answer.body.length / 2),
}));

/** Successes in which nothing can be understood. */
export const nonsense: Readonly<Record<string, Trouble>> = {
  'half of the JSON': halvesTheAnswer,
  'a page': changes((answer) => ({
    ...answer,
    headers: { 'content-type': 'text/html' },
    body: Buffer.from(page(200)),
  })),
  nothing: changes((answer) => ({ ...answer, body: Buffer.alloc(0) })),
  'ten megabytes of JSON': changes((answer) => ({ ...answer, body: hugeJson })),
  'blanks without end': { at: 'return', act: flood },
  'an empty object': changesJson(() => ({})),
  'a number': changes((answer) => ({ ...answer, body: Buffer.from('17') })),
  null: changesJson(() => null),
};

/** Right answers, otherwise written than expected. */
export const unusualForms: Readonly<Record<string, Trouble>> = {
  'with another content type': changes((answer) => ({
    ...answer,
    headers: { ...answer.headers, 'content-type': 'x/y' },
  })),
  'without a content type': changes(({ headers: { 'content-type': _, ...headers }, ...answer }) => ({
    ...answer,
    headers,
  })),
  'with more fields than known': changesJson((json) => ({ ...Object(json), queue: null, worker: { tags: [], id: 7 } })),
  'with numbers as text': changesJson((json) =>
    rewrite(json, (value) => (typeof value === 'number' ? `${value}` : value)),
  ),
};

/** A right answer as the far end gave it, changed; what is no JSON stays as it is. */
export function changesJson(change: (json: unknown) => unknown): Trouble {
  return changes((answer) => {
    const json = parse(answer.body);
    return json === undefined ? answer : { ...answer, body: Buffer.from(JSON.stringify(change(json))) };
  });
}

function changes(change: (answer: FarAnswer) => FarAnswer): Trouble {
  return { at: 'return', act: (response, answer) => giveBack(response, change(answer)) };
}

/** As fast as it is taken. */
function flood(response: ServerResponse, { status }: FarAnswer): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  const piece = Buffer.alloc(floodPieceBytes, ' ');
  const more = () => void (response.destroyed || response.write(piece, () => setImmediate(more)));
  more();
}

function rewrite(json: unknown, change: (value: unknown) => unknown): unknown {
  return JSON.parse(JSON.stringify(json, (_, value) => change(value)));
}

export function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
