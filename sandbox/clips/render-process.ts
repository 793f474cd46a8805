import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ClipSpec } from './clip-spec.ts';
import { PictureError } from './picture-error.ts';
import type { PictureRefusal, RenderOrder } from './render-worker.ts';

const WORKER = fileURLToPath(new URL('render-worker.ts', import.meta.url));
const MAX_ERROR_CHARACTERS = 2_000;

/**
 * Renders one clip in a process of its own, without loading the system's fonts: a clip looks the same on every machine.
 * @throws {PictureError} when one of the clip's pictures cannot be shown
 * @throws {Error} when the process fails otherwise, with the end of its stderr
 * @throws {DOMException} named AbortError, when `signal` aborts; the process is killed
 */
export async function renderInProcess(spec: ClipSpec, outputPath: string, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const worker = fork(WORKER, {
    execArgv: [],
    env: { ...process.env, DISABLE_SYSTEM_FONTS_LOAD: '1' },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    signal,
    killSignal: 'SIGKILL',
  });
  let complaint = '';
  worker.stderr?.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-MAX_ERROR_CHARACTERS);
  });
  let refusal: PictureRefusal | null = null as PictureRefusal | null;
  worker.on('message', (message) => {
    refusal = message as PictureRefusal;
  });
  worker.send({ spec, outputPath } satisfies RenderOrder);
  const [code, killedBy] = (await once(worker, 'close')) as [number | null, string | null];
  if (refusal) throw new PictureError(refusal.reason, refusal.message);
  if (code !== 0) throw new Error(`the clip renderer stopped with ${code ?? killedBy}: ${complaint}`);
}
