import type { Clip } from '../clips/clip-library.ts';
import { htmlPage, TEXTS } from './answers.ts';
import type { SegmindApp, SegmindContext, SegmindParts } from './context.ts';
import type { OutputFaultKind } from './fault-kinds.ts';
import { takeFault } from './faults.ts';
import { sendFile, sendGarbage, sendText } from './file-answer.ts';
import { knownJob, unknownRequest } from './known-job.ts';

const OUTPUT_PATH = '/outputs/generations';
const CONTENT_TYPE = 'video/mp4';

/** The address of a finished file; whoever knows it may fetch it. */
export function outputUrl(origin: string, id: string): string {
  return `${origin}${OUTPUT_PATH}/${id}.mp4`;
}

/** Finished files, and the older route that answers with the file itself. */
export function mountOutputRoutes(app: SegmindApp, parts: SegmindParts): void {
  const { board, faults } = parts;
  app.get(`${OUTPUT_PATH}/:file`, (context) => {
    const clip = board.file((context.req.param('file') ?? '').replace(/\.mp4$/, ''));
    if (!clip) return context.html(htmlPage(404, 'Not Found'), 404);
    return sendOutput(context, clip, takeFault(faults, 'output'));
  });
  app.get('/v1/requests/:id', (context) => {
    const job = knownJob(context, parts);
    const clip = job && board.file(job.id);
    return clip ? sendOutput(context, clip, null) : unknownRequest(context);
  });
}

function sendOutput(context: SegmindContext, clip: Clip, fault: OutputFaultKind | null): Response | Promise<Response> {
  switch (fault) {
    case 'not-found':
      return context.html(htmlPage(404, 'Not Found'), 404);
    case 'error-500':
      return context.text(TEXTS.internal, 500);
    case 'html':
      return context.html(htmlPage(200, 'OK'));
    case 'text':
      return sendText(context, CONTENT_TYPE);
    case 'garbage-mp4':
      return sendGarbage(context, CONTENT_TYPE);
    case 'redirect-private':
      return context.redirect('http://127.0.0.1:9/clip.mp4', 302);
    case 'redirect-elsewhere':
      return context.redirect('https://elsewhere.invalid/clip.mp4', 302);
    case 'octet-stream':
      return sendFile(context, { ...clip, contentType: 'application/octet-stream' });
    default:
      return sendFile(context, { ...clip, contentType: CONTENT_TYPE, fault });
  }
}
