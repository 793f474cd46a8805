import type { Clock } from '../../src/clock.ts';
import type { Clip, ClipLibrary } from '../clips/clip-library.ts';
import { type ClipSpec, fullClipSpec } from '../clips/clip-spec.ts';
import { PictureError } from '../clips/picture-error.ts';
import { type FrameImage, type FrameParts, type ReadFrames, readFrames } from './frames.ts';
import { failureOf, type LateFailure, type Wish } from './late-failures.ts';
import type { Latency } from './latency.ts';

/** Everything that stands fixed about a video when it is begun. */
export interface GenerationOrder extends Wish {
  /** The model's name as a reader knows it. */
  readonly label: string;
  readonly aspectRatio: string;
  readonly durationSeconds: number;
  /** The file is padded to this size; null: as it comes. */
  readonly minimumClipBytes: number | null;
  readonly latency: Latency;
  /** Luma does not begin with it: its pictures are not even fetched. */
  readonly refusal: LateFailure | null;
  /** It will fail like this, though its pictures are fetched; null as long as nothing is known against it. */
  readonly fate: LateFailure | null;
}

export interface GenerationParts extends FrameParts {
  readonly clock: Clock;
  readonly clips: ClipLibrary;
}

/** How far a video has come; `at` is when it ended, milliseconds of the clock. */
export type GenerationState =
  | { readonly state: 'QUEUED' | 'PROCESSING' }
  | { readonly state: 'COMPLETED'; readonly at: number; readonly clip: Clip }
  | { readonly state: 'FAILED'; readonly at: number; readonly failure: LateFailure };

/** One video in the making. It ends only when its time, its pictures and its file have come. */
export interface Generation {
  /** When its turn comes, milliseconds of the clock. */
  readonly startsAt: number;
  /** When it would end if it needed nothing but time; earlier once it is known to fail. */
  readonly dueAt: number;
  /** Its pictures, once they have been fetched. */
  readonly images: readonly FrameImage[];
  /** Settled when nothing more is to be fetched or rendered; never rejects. */
  readonly carriedOut: Promise<void>;
  stateAt(now: number): GenerationState;
}

/** Starts at once, in real time, however fast the clock runs. */
export function beginGeneration(order: GenerationOrder, parts: GenerationParts): Generation {
  const { clock, clips } = parts;
  const begunAt = clock.now();
  const startsAt = begunAt + order.latency.queueMs;
  let images: readonly FrameImage[] = [];
  let framesReadAt: number | null = order.refusal !== null || order.frames.length === 0 ? begunAt : null;
  let failure = known(order.refusal ?? order.fate);
  let rendered: { readonly clip: Clip; readonly at: number } | null = null;

  function known(reason: LateFailure | null) {
    return reason && { reason, knownAt: clock.now() };
  }

  function dueAt(): number {
    const { inferenceMs } = order.latency;
    return startsAt + Math.min(inferenceMs, failure?.reason.afterMs ?? inferenceMs);
  }

  async function carryOut(): Promise<void> {
    if (order.refusal !== null) return;
    const read = await readFrames(order.frames, parts);
    images = read.images;
    framesReadAt ??= clock.now();
    if (failure !== null) return;
    if (read.problem !== null) {
      failure = known(failureOf(read.problem));
      return;
    }
    const clip = await clips.clip(clipFor(order, read));
    rendered = { clip, at: clock.now() };
  }

  function giveUp(error: unknown): void {
    framesReadAt ??= clock.now();
    failure = known(failureFrom(error));
  }

  return {
    startsAt,
    get dueAt() {
      return dueAt();
    },
    get images() {
      return images;
    },
    carriedOut: carryOut().catch(giveUp),
    stateAt(now) {
      const due = dueAt();
      if (now >= due && framesReadAt !== null) {
        if (failure)
          return { state: 'FAILED', at: Math.max(due, failure.knownAt, framesReadAt), failure: failure.reason };
        if (rendered) return { state: 'COMPLETED', at: Math.max(due, rendered.at), clip: rendered.clip };
      }
      return { state: now < startsAt ? 'QUEUED' : 'PROCESSING' };
    },
  };
}

function failureFrom(error: unknown): LateFailure {
  if (error instanceof PictureError)
    return failureOf(error.reason === 'unreadable' ? 'frames-unreadable' : 'frame-moderation');
  return { text: `The local renderer failed: ${error}`, afterMs: Number.POSITIVE_INFINITY };
}

function clipFor(order: GenerationOrder, { startImage, endImage }: ReadFrames): ClipSpec {
  return fullClipSpec({
    prompt: order.prompt,
    model: order.label,
    aspectRatio: order.aspectRatio,
    durationSeconds: order.durationSeconds,
    ...(startImage && { startImage }),
    ...(endImage && { endImage }),
    // A title card looks the same either way, and need not be rendered twice.
    ...(startImage && order.loop && { loop: true }),
    ...(order.minimumClipBytes !== null && { minimumBytes: order.minimumClipBytes }),
  });
}
