import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../src/clock.ts';

/** A link to a file works for a day. https://docs.discord.com/developers/reference#signed-attachment-cdn-urls */
export const LINK_LIFE_MS = 24 * 60 * 60 * 1_000;

export interface LinkQuery {
  /** When the link ends, in hexadecimal seconds since 1970. */
  readonly ex?: string | undefined;
  /** When the link was made, likewise. */
  readonly is?: string | undefined;
  readonly hm?: string | undefined;
}

interface LinkedFile {
  readonly id: string;
  readonly channelId: string;
  readonly filename: string;
  readonly ephemeral: boolean;
}

/** Makes signed links and recognises them. The signature covers the whole path, the name of the file included. */
export class AttachmentLinks {
  readonly #clock: Clock;
  readonly #origin: () => string;
  readonly #lifeMs: () => number;
  readonly #key = randomBytes(32);

  constructor(options: { clock: Clock; origin: () => string; lifeMs?: (() => number) | undefined }) {
    this.#clock = options.clock;
    this.#origin = options.origin;
    this.#lifeMs = options.lifeMs ?? (() => LINK_LIFE_MS);
  }

  /** A link that is valid from now on for as long as links live. */
  make(file: LinkedFile): string {
    const path = pathOf(file);
    const issued = Math.floor(this.#clock.now() / 1_000).toString(16);
    const expires = Math.floor((this.#clock.now() + this.#lifeMs()) / 1_000).toString(16);
    return `${this.#origin()}${path}?ex=${expires}&is=${issued}&hm=${this.#sign(path, expires, issued)}&`;
  }

  isValid(file: LinkedFile, { ex = '', is = '', hm = '' }: LinkQuery): boolean {
    const [given, right] = [Buffer.from(hm), Buffer.from(this.#sign(pathOf(file), ex, is))];
    if (given.length !== right.length || !timingSafeEqual(given, right)) return false;
    return Number.parseInt(ex, 16) * 1_000 >= this.#clock.now();
  }

  #sign(path: string, expires: string, issued: string): string {
    return createHmac('sha256', this.#key).update(`${path}.${expires}.${issued}`).digest('hex');
  }
}

function pathOf({ ephemeral, channelId, id, filename }: LinkedFile): string {
  const folder = ephemeral ? 'ephemeral-attachments' : 'attachments';
  return `/cdn/${folder}/${channelId}/${id}/${encodeURIComponent(filename)}`;
}
