import { access } from 'node:fs/promises';
import { isAnswerFault, takeFault } from '../generation/faults.ts';
import { sendFile } from '../generation/file-answer.ts';
import { htmlPage } from '../generation/html-page.ts';
import type { RecordedContext } from '../generation/request-log.ts';
import { dropConnection, standsBeforeGateway } from '../generation/spoilt-answers.ts';
import { TEXTS, tooLarge, typeRefused, uploadedBody } from './answers.ts';
import { type SegmindApp, type SegmindParts, send } from './context.ts';
import { type DataUrl, parseDataUrl } from './data-url.ts';
import type { UploadFaultKind } from './fault-kinds.ts';
import { keyRefusal } from './gate.ts';
import type { SegmindBody } from './models.ts';
import { readJsonObject } from './request-body.ts';
import { UPLOAD_TYPES, VIDEO_BYTES } from './uploads.ts';

export const UPLOAD_PATH = '/upload-asset';
const ASSETS_PATH = '/assets';

const MAX_FILES = 10;
const JSON_AROUND_BYTES = 4_096;
/** As much as the largest file takes: base64 makes three bytes four. */
const MAX_BODY_BYTES = Math.ceil(VIDEO_BYTES / 3) * 4 + JSON_AROUND_BYTES;

export function assetUrl(origin: string, name: string): string {
  return `${origin}${ASSETS_PATH}/${name}`;
}

/**
 * Pictures for jobs, and videos: uploaded with the key, served to anybody. The real one has hosts of their own for both.
 * @see https://docs.segmind.com/api-reference/segmind-storage
 */
export function mountUploadRoutes(app: SegmindApp, parts: SegmindParts): void {
  app.post(UPLOAD_PATH, (context) => upload(context, parts));
  app.get(`${ASSETS_PATH}/:name`, (context) => sendAsset(context, parts));
}

async function upload(context: RecordedContext, parts: SegmindParts): Promise<Response> {
  const { clock, faults, uploads } = parts;
  const refusal = keyRefusal(context, parts);
  if (refusal) return refusal;
  const fault: UploadFaultKind | null = takeFault(faults, 'upload');
  const refused = fault && refuseBeforeReading(context, fault);
  if (refused) return refused;

  if (Number(context.req.header('content-length')) > MAX_BODY_BYTES)
    return context.json({ error: tooLarge(VIDEO_BYTES) }, 413);
  const body = await readJsonObject(context);
  if (body instanceof Response) return body;
  const files = readFiles(context, body);
  if (files instanceof Response) return files;
  const urls: string[] = [];
  for (const file of files) urls.push((await uploads.add(file, clock.now())).url);
  return send(
    context,
    uploadedBody(fault === 'no-urls' ? [] : urls, faults.uploadAnswer),
    200,
    isAnswerFault(fault) ? fault : null,
  );
}

function refuseBeforeReading(context: RecordedContext, fault: UploadFaultKind): Response | Promise<Response> | null {
  switch (fault) {
    case 'drop-before-reading':
      return dropConnection(context);
    case 'error-401':
      return context.json({ error: TEXTS.keyRefused }, 401);
    case 'error-413':
      return context.json({ error: tooLarge(VIDEO_BYTES) }, 413);
    case 'no-urls':
      return null;
    default:
      return standsBeforeGateway(fault) ? send(context, {}, 200, fault) : null;
  }
}

/** All of them, or the answer that refuses them all. Whether the bytes are what they claim to be is not looked at. */
function readFiles(context: RecordedContext, { data_urls: dataUrls }: SegmindBody): readonly DataUrl[] | Response {
  if (!Array.isArray(dataUrls) || dataUrls.length === 0 || dataUrls.length > MAX_FILES)
    return context.json({ error: TEXTS.dataUrlsMissing }, 400);
  const files: DataUrl[] = [];
  for (const dataUrl of dataUrls) {
    const file = typeof dataUrl === 'string' ? parseDataUrl(dataUrl) : null;
    if (!file) return context.json({ error: TEXTS.badDataUrl }, 400);
    const type = UPLOAD_TYPES.get(file.contentType);
    if (!type) return context.json({ error: typeRefused(file.contentType) }, 400);
    if (file.bytes.length > type.maxBytes) return context.json({ error: tooLarge(type.maxBytes) }, 413);
    files.push(file);
  }
  return files;
}

async function sendAsset(context: RecordedContext, { uploads }: SegmindParts): Promise<Response> {
  const found = uploads.find(context.req.param('name') ?? '');
  const stands =
    found !== null &&
    (await access(found.path).then(
      () => true,
      () => false,
    ));
  return stands ? sendFile(context, found) : context.html(htmlPage(404, 'Not Found'), 404);
}
