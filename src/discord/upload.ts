import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import type { APIMessage, Routes } from 'discord.js';
import { Agent, FormData, request } from 'undici';
import { PostingError } from '../errors/posting-error.ts';
import { postingProblem } from './discord-error.ts';

/**
 * Sends files to Discord. discord.js holds four times a file in memory while it uploads; undici with a file-backed Blob
 * reads it from the disk piece by piece.
 */
export interface Uploader {
  /**
   * Sends a message with one file.
   * @throws {PostingError}
   */
  send(upload: Upload, signal: AbortSignal): Promise<APIMessage>;
  close(): Promise<void>;
}

export interface Upload {
  readonly method: 'POST' | 'PATCH';
  /** Below the API's version, for example `/channels/1/messages`. */
  readonly route: ReturnType<(typeof Routes)['channelMessages']> | ReturnType<(typeof Routes)['webhookMessage']>;
  /** The bot's token; null on the roads of an interaction, whose route holds its own. */
  readonly token: string | null;
  readonly body: Readonly<Record<string, unknown>>;
  readonly file: { readonly path: string; readonly bytes: number; readonly name: string; readonly contentType: string };
}

/** The slowest line that we wait for, bytes per second, on top of a fixed time. */
const slowestBytesPerSecond = 100_000;
const fixedTimeMs = 30_000;
const userAgent = 'DiscordBot (https://github.com/raybot/raybot, 0.1.0)';

/** @param api - Discord's API, without the version */
export function createUploader(api: string): Uploader {
  // The whole call has a deadline by the file's size; the connection's own timers would end a slow upload too early.
  const agent = new Agent({ allowH2: false, headersTimeout: 0, bodyTimeout: 15_000, connect: { timeout: 10_000 } });
  return {
    async send(upload, signal) {
      const deadline = AbortSignal.timeout(fixedTimeMs + Math.ceil(upload.file.bytes / slowestBytesPerSecond) * 1000);
      const { statusCode, headers, text } = await call(agent, api, upload, AbortSignal.any([signal, deadline]));
      if (statusCode >= 200 && statusCode < 300) return readMessage(text);
      throw refusal(statusCode, text, headers['retry-after']);
    },
    close: () => agent.close(),
  };
}

interface Answer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

async function call(agent: Agent, api: string, upload: Upload, signal: AbortSignal): Promise<Answer> {
  try {
    const { statusCode, headers, body } = await request(`${api}/v10${upload.route}`, {
      dispatcher: agent,
      method: upload.method,
      headers: {
        'user-agent': userAgent,
        ...(upload.token === null ? {} : { authorization: `Bot ${upload.token}` }),
      },
      body: await multipart(upload),
      signal,
    });
    return { statusCode, headers, text: await body.text() };
  } catch (error) {
    // The cause stays out: it may hold the route, and with it the interaction's token.
    throw new PostingError('transient', `upload: ${error instanceof Error ? error.name : 'failed'}`);
  }
}

/** The parts as Discord wants them: https://docs.discord.com/developers/reference#uploading-files */
async function multipart({ body, file }: Upload): Promise<FormData> {
  const form = new FormData();
  const attachments = [{ id: '0', filename: basename(file.name) }];
  form.set('payload_json', JSON.stringify({ ...body, attachments }));
  form.set('files[0]', await openAsBlob(file.path, { type: file.contentType }), file.name);
  return form;
}

/** An answer that cannot be read leaves open whether the message stands; sending it again is safe by its nonce. */
function readMessage(text: string): APIMessage {
  try {
    return JSON.parse(text) as APIMessage;
  } catch {
    throw new PostingError('transient', 'upload: the answer is no JSON');
  }
}

function refusal(status: number, text: string, retryAfter: string | string[] | undefined): PostingError {
  const { code, message, retry_after } = readError(text);
  const seconds = Number(retryAfter ?? retry_after ?? 0);
  const retryAfterMs = Number.isFinite(seconds) ? Math.min(Math.max(0, seconds), 300) * 1000 : 0;
  return new PostingError(postingProblem(status, code), `${status}/${code}: ${message}`, { retryAfterMs });
}

/** Discord answers JSON; a proxy before it may answer a page. */
function readError(text: string): { code: number | undefined; message: string; retry_after: unknown } {
  try {
    const { code, message, retry_after } = JSON.parse(text) as Record<string, unknown>;
    return { code: typeof code === 'number' ? code : undefined, message: String(message).slice(0, 200), retry_after };
  } catch {
    return { code: undefined, message: 'no JSON', retry_after: undefined };
  }
}
