/**
 * The renderer's own process: takes one order from its parent, answers with the finished clip, and exits. An encoder
 * keeps hundreds of megabytes; they go back to the machine with the process.
 */
import type { ClipSpec } from './clip-spec.ts';
import { PictureError, type PictureProblem } from './picture-error.ts';
import { renderClip } from './render-clip.ts';

export interface RenderOrder {
  readonly spec: ClipSpec;
  readonly outputPath: string;
}

/** The answer when the order was understood and a picture of it cannot be shown. */
export interface PictureRefusal {
  readonly reason: PictureProblem;
  readonly message: string;
}

process.once('message', async (order: RenderOrder) => {
  try {
    await renderClip(order.spec, order.outputPath);
  } catch (error) {
    // Any other failure ends the process with its stack on stderr, where the parent reads it.
    if (!(error instanceof PictureError)) throw error;
    process.exitCode = 1;
    await refuse({ reason: error.reason, message: error.message });
  }
  process.disconnect();
});

function refuse(refusal: PictureRefusal): Promise<void> {
  return new Promise((sent) => process.send?.(refusal, () => sent()));
}

// A parent that was killed cannot kill its children.
process.once('disconnect', () => process.exit());
