import type { Clip } from '../clips/clip-library.ts';
import type { FileFaultKind, OutputFaultKind } from './faults.ts';
import { sendFile, sendGarbage, sendText } from './file-answer.ts';
import { htmlPage } from './html-page.ts';
import type { RecordedContext } from './request-log.ts';

const CONTENT_TYPE = 'video/mp4';

/** Sends a finished file, or what the fault makes of it; null is a file that is gone or never was. */
export function sendOutput(
  context: RecordedContext,
  clip: Clip | null,
  fault: OutputFaultKind | FileFaultKind | null,
): Response | Promise<Response> {
  if (!clip) return context.html(htmlPage(404, 'Not Found'), 404);
  switch (fault) {
    case 'not-found':
      return context.html(htmlPage(404, 'Not Found'), 404);
    case 'error-500':
      return context.text('Internal server error', 500);
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
