import type { Logger } from 'pino';
import { Refusal } from '../errors/refusal.ts';
import { type Origin, tokenLifeMs } from '../jobs/job.ts';
import type { Words } from '../words/words.ts';
import type { Acknowledgement, LateAnswers } from './acknowledgement.ts';
import type { Errand, JobResult, PressResult, Reply } from './command-result.ts';
import { modalData } from './components.ts';
import { reasonOf, toPostingError } from './discord-error.ts';

/** To whom something is answered. */
export interface Asker {
  /** Name of the command whose answer it is. */
  readonly command: string;
  readonly origin: Origin;
  readonly words: Words;
  /** Whether there is a message whose button or menu was used. */
  readonly hasMessage: boolean;
}

export interface AnsweringParts {
  readonly acknowledgement: Acknowledgement & LateAnswers;
  /** What the asker reads of something that was thrown. */
  readonly textFor: (error: unknown, asker: Asker) => string;
  readonly log: Logger;
}

/** What is left to do once somebody was answered; it never rejects. */
export type Rest = (() => Promise<void>) | null;

/**
 * Gives commands' answers, all but jobs, to Discord. What comes at once is the acknowledgement; files and whatever takes its
 * time are promised by a deferral first, as an upload may be slower than the three seconds of an acknowledgement.
 * An answer that Discord does not take is logged; nobody is left with a promise that is not kept.
 */
export class Answering {
  readonly #parts: AnsweringParts;
  readonly #stopping = new AbortController();

  constructor(parts: AnsweringParts) {
    this.#parts = parts;
  }

  /** @throws {RangeError} for a modal that cannot be; nothing was answered then */
  async begin(asker: Asker, answer: Exclude<PressResult, JobResult>): Promise<Rest> {
    const { acknowledgement } = this.#parts;
    const { origin, hasMessage } = asker;
    if (answer.kind === 'modal') {
      const data = modalData(asker.command, answer);
      await this.#isTaken(asker, () => acknowledgement.openModal(origin, data));
      return null;
    }
    if (answer.kind === 'later') return this.#promise(asker, hasMessage && answer.replaces === true, answer.work);
    if (answer.kind === 'errand') return this.#promise(asker, false, answer.work);
    if (answer.kind === 'relabel') {
      const isTaken = await this.#isTaken(asker, () => acknowledgement.relabel(origin, answer.components));
      return isTaken ? () => this.#tell(asker, true, answer.note) : null;
    }
    const replaces = hasMessage && answer.kind === 'update';
    if (answer.files?.length) return this.#promise(asker, replaces, async () => answer);
    const isTaken = await this.#isTaken(asker, () =>
      replaces ? acknowledgement.update(origin, answer) : acknowledgement.reply(origin, answer),
    );
    const note = answer.kind === 'update' ? answer.note : undefined;
    return isTaken && note !== undefined ? () => this.#tell(asker, true, note) : null;
  }

  /** Gives up all work that was promised, and tells those who wait for it. */
  hurry(): void {
    this.#stopping.abort(new Refusal('shutting-down'));
  }

  async #promise(asker: Asker, replaces: boolean, work: Work): Promise<Rest> {
    const { acknowledgement } = this.#parts;
    const isTaken = await this.#isTaken(asker, () =>
      replaces ? acknowledgement.deferUpdate(asker.origin) : acknowledgement.defer(asker.origin, true),
    );
    return isTaken ? () => this.#keep(asker, replaces, work) : null;
  }

  async #keep(asker: Asker, replaces: boolean, work: Work): Promise<void> {
    const { acknowledgement, textFor } = this.#parts;
    let message: Message | null;
    try {
      message = await this.#done(work);
    } catch (error) {
      await this.#tell(asker, replaces, textFor(error, asker));
      return;
    }
    if (message === null) return;
    const promised = message;
    await acknowledgement.complete(asker.origin, promised).catch(async (error: unknown) => {
      this.#logFailure(asker, error);
      const text = textInsteadOf(promised, error, asker);
      if (text !== null) await this.#tell(asker, replaces, text);
    });
  }

  /** @throws whatever the work throws, and where it is given up */
  async #done(work: Work): Promise<Message | null> {
    const late = new AbortController();
    // While a text still finds its way.
    const timer = setTimeout(() => late.abort(new Error('the work outlives its interaction')), tokenLifeMs);
    try {
      return await beforeAbort(work, AbortSignal.any([this.#stopping.signal, late.signal]));
    } finally {
      clearTimeout(timer);
    }
  }

  /** Where a message waits to be replaced it stays as it is. */
  async #tell(asker: Asker, replaces: boolean, content: string): Promise<void> {
    const { acknowledgement } = this.#parts;
    await this.#isTaken(asker, () =>
      replaces
        ? acknowledgement.followUp(asker.origin, { content })
        : acknowledgement.complete(asker.origin, { content }),
    );
  }

  async #isTaken(asker: Asker, send: () => Promise<unknown>): Promise<boolean> {
    try {
      await send();
      return true;
    } catch (error) {
      this.#logFailure(asker, error);
      return false;
    }
  }

  #logFailure({ command, origin }: Asker, error: unknown): void {
    const { interactionId } = origin;
    this.#parts.log.warn({ interactionId, command, reason: reasonOf(error) }, 'reply failed');
  }
}

type Message = Pick<Reply, 'content' | 'files' | 'components'>;
type Work = (...of: Parameters<Errand['work']>) => Promise<Message | null>;

/** Null where nobody can be reached any more. */
function textInsteadOf({ files = [] }: Message, error: unknown, { words, origin }: Asker): string | null {
  const { problem } = toPostingError(error);
  if (problem === 'gone') return null;
  if (files.length > 0 && problem !== 'transient') return words('reply.files-not-taken');
  return words('refusal.fault', { reference: origin.interactionId });
}

/** @throws the signal's reason, even where the work does not heed it */
async function beforeAbort<Result>(
  work: (signal: AbortSignal) => Promise<Result>,
  signal: AbortSignal,
): Promise<Result> {
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  return Promise.race([work(signal), promise]);
}
