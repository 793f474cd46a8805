/**
 * The renderer's own process: takes one order from its parent, answers with the finished clip, and exits. An encoder
 * keeps hundreds of megabytes; they go back to the machine with the process.
 */
import type { ClipSpec } from './clip-spec.ts';
import { renderClip } from './render-clip.ts';

export interface RenderOrder {
  readonly spec: ClipSpec;
  readonly outputPath: string;
}

process.once('message', async (order: RenderOrder) => {
  // A failure ends the process with its stack on stderr, where the parent reads it.
  await renderClip(order.spec, order.outputPath);
  process.disconnect();
});

// A parent that was killed cannot kill its children.
process.once('disconnect', () => process.exit());
