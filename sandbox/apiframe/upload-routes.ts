import { readFile } from 'node:fs/promises';
import { isAnswerFault, takeFault } from '../generation/faults.ts';
import { htmlPage } from '../generation/html-page.ts';
import type { RecordedContext } from '../generation/request-log.ts';
import { dropConnection, standsBeforeGateway } from '../generation/spoilt-answers.ts';
import { fileTooLarge, TEXTS } from './answers.ts';
import { type ApiframeApp, type ApiframeParts, send } from './context.ts';
import type { UploadFaultKind } from './faults.ts';
import { type FileKind, fileKindOf } from './file-kind.ts';
import type { ApiframeUpload } from './uploads.ts';

const UPLOADS_PATH = '/uploads';
const MEGABYTE = 1_048_576;
/** @see https://api.apiframe.ai/v2/openapi.json */
const MAX_BYTES: Readonly<Record<FileKind['kind'], number>> = {
  image: 25 * MEGABYTE,
  audio: 25 * MEGABYTE,
  video: 50 * MEGABYTE,
};
/** The boundaries and headers of a form around its one file. */
const FORM_BYTES = 64 * 1024;

export function uploadUrl(origin: string, name: string): string {
  return `${origin}${UPLOADS_PATH}/${name}`;
}

/** Files for jobs: uploaded with the key. */
export function mountUploadRoutes(app: ApiframeApp, parts: ApiframeParts): void {
  app.post('/v2/uploads', (context) => upload(context, parts));
}

/** They are served to anybody. The real one has a host of its own for that. */
export function mountUploadedFiles(app: ApiframeApp, parts: ApiframeParts): void {
  app.get(`${UPLOADS_PATH}/:name`, (context) => sendUploaded(context, parts));
}

async function upload(context: RecordedContext, parts: ApiframeParts): Promise<Response> {
  const { clock, faults, uploads } = parts;
  const fault: UploadFaultKind | null = takeFault(faults, 'upload');
  const refused = fault && refuseBeforeReading(context, parts, fault);
  if (refused) return refused;

  if (Number(context.req.header('content-length')) > MAX_BYTES.video + FORM_BYTES)
    return context.json({ error: fileTooLarge(MAX_BYTES.video) }, 400);
  const bytes = await readFilePart(context);
  if (!bytes) return context.json({ error: TEXTS.fileMissing }, 400);
  // What the part says about itself counts for nothing.
  const kind = fileKindOf(bytes);
  if (!kind) return context.json({ error: TEXTS.fileType }, 400);
  const maxBytes = MAX_BYTES[kind.kind];
  if (bytes.length > maxBytes) return context.json({ error: fileTooLarge(maxBytes) }, 400);
  const stored = await uploads.add(bytes, kind, clock.now());
  return send(context, parts, uploadBody(stored, faults.uploadLifeMs, fault), 201, isAnswerFault(fault) ? fault : null);
}

/** Null when the form has no file of this name. */
async function readFilePart(context: RecordedContext): Promise<Buffer | null> {
  const form = await context.req.formData().catch(() => null);
  const file = form?.get('file');
  return file instanceof File && file.size > 0 ? Buffer.from(await file.arrayBuffer()) : null;
}

function uploadBody({ id, url, kind, contentType, bytes, at }: ApiframeUpload, lifeMs: number, fault: string | null) {
  return {
    id,
    ...(fault === 'no-url' ? {} : { url }),
    kind,
    contentType,
    byteSize: bytes,
    expiresAt: new Date(at + lifeMs).toISOString(),
  };
}

function refuseBeforeReading(
  context: RecordedContext,
  parts: ApiframeParts,
  fault: UploadFaultKind,
): Response | Promise<Response> | null {
  switch (fault) {
    case 'drop-before-reading':
      return dropConnection(context);
    case 'store-502':
      return context.json({ error: TEXTS.storeFailed }, 502);
    case 'no-url':
      return null;
    default:
      return standsBeforeGateway(fault) ? send(context, parts, {}, 201, fault) : null;
  }
}

async function sendUploaded(context: RecordedContext, { clock, faults, uploads }: ApiframeParts): Promise<Response> {
  const found = uploads.find(context.req.param('name') ?? '');
  const kept = found !== null && clock.now() - found.at < faults.uploadLifeMs;
  const bytes = kept ? await readFile(found.path).catch(() => null) : null;
  if (!bytes || !found) return context.html(htmlPage(404, 'Not Found'), 404);
  return context.body(new Uint8Array(bytes), 200, {
    'content-type': found.contentType,
    'content-length': String(bytes.length),
  });
}
