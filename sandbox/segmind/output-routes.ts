import { takeFault } from '../generation/faults.ts';
import { sendOutput } from '../generation/output-file.ts';
import type { SegmindApp, SegmindParts } from './context.ts';
import { knownJob, unknownRequest } from './known-job.ts';

const OUTPUT_PATH = '/outputs/generations';

/** The address of a finished file; whoever knows it may fetch it. */
export function outputUrl(origin: string, id: string): string {
  return `${origin}${OUTPUT_PATH}/${id}.mp4`;
}

/** Finished files, and the older route that answers with the file itself. */
export function mountOutputRoutes(app: SegmindApp, parts: SegmindParts): void {
  const { board, faults } = parts;
  app.get(`${OUTPUT_PATH}/:file`, (context) => {
    const clip = board.file((context.req.param('file') ?? '').replace(/\.mp4$/, ''));
    return sendOutput(context, clip, clip && takeFault(faults, 'output'));
  });
  app.get('/v1/requests/:id', (context) => {
    const job = knownJob(context, parts);
    const clip = job && board.file(job.id);
    return clip ? sendOutput(context, clip, null) : unknownRequest(context);
  });
}
