import { readFile } from 'node:fs/promises';
import { htmlPage, TEXTS, tooLarge, typeRefused, uploadedBody } from './answers.ts';
import type { SegmindApp, SegmindContext, SegmindParts } from './context.ts';
import { type DataUrl, parseDataUrl } from './data-url.ts';
import { type AnswerFaultKind, takeFault, type UploadFaultKind } from './faults.ts';
import { keyRefusal } from './gate.ts';
import { readJsonObject } from './json-body.ts';
import type { SegmindBody } from './models.ts';
import { answer, dropConnection, refusesSubmit } from './spoilt-answers.ts';
import { UPLOAD_TYPES } from './uploads.ts';

export const UPLOAD_PATH = '/upload-asset';
const ASSETS_PATH = '/assets';

/** No limit is published for this endpoint; the bot must stay below this one. */
const MAX_FILE_BYTES = 10 * 1024 * 1024;
const MAX_FILES = 10;
/** Base64 makes three bytes four. */
const MAX_BODY_BYTES = (MAX_FILES * MAX_FILE_BYTES * 4) / 3;

export function assetUrl(origin: string, name: string): string {
  return `${origin}${ASSETS_PATH}/${name}`;
}

/**
 * Pictures for jobs: uploaded with the key, served to anybody. The real one has hosts of their own for both.
 * @see https://docs.segmind.com/api-reference/segmind-storage
 */
export function mountUploadRoutes(app: SegmindApp, parts: SegmindParts): void {
  app.post(UPLOAD_PATH, (context) => upload(context, parts));
  app.get(`${ASSETS_PATH}/:name`, (context) => sendAsset(context, parts));
}

async function upload(context: SegmindContext, parts: SegmindParts): Promise<Response> {
  const { apiKey, clock, faults, uploads } = parts;
  const refusal = keyRefusal(context, apiKey, faults.keyRevoked);
  if (refusal !== null) return context.json({ error: refusal }, 401);
  const fault = takeFault(faults, 'upload');
  const refused = fault && refuseBeforeReading(context, fault);
  if (refused) return refused;

  if (Number(context.req.header('content-length')) > MAX_BODY_BYTES)
    return context.json({ error: tooLarge(MAX_FILE_BYTES) }, 413);
  const body = await readJsonObject(context);
  if (body instanceof Response) return body;
  const files = readFiles(context, body);
  if (files instanceof Response) return files;
  const urls: string[] = [];
  for (const file of files) urls.push((await uploads.add(file, clock.now())).url);
  return answer(context, uploadedBody(fault === 'no-urls' ? [] : urls, faults.uploadAnswer), 200, spoils(fault));
}

function refuseBeforeReading(context: SegmindContext, fault: UploadFaultKind): Response | Promise<Response> | null {
  switch (fault) {
    case 'drop-before-reading':
      return dropConnection(context);
    case 'error-401':
      return context.json({ error: TEXTS.keyRefused }, 401);
    case 'error-413':
      return context.json({ error: tooLarge(MAX_FILE_BYTES) }, 413);
    case 'no-urls':
      return null;
    default:
      return refusesSubmit(fault) ? answer(context, {}, 200, fault) : null;
  }
}

function spoils(fault: UploadFaultKind | null): AnswerFaultKind | null {
  switch (fault) {
    case 'drop-before-reading':
    case 'error-401':
    case 'error-413':
    case 'no-urls':
      return null;
    default:
      return fault;
  }
}

/** All of them, or the answer that refuses them all. Whether the bytes are what they claim to be is not looked at. */
function readFiles(context: SegmindContext, { data_urls: dataUrls }: SegmindBody): readonly DataUrl[] | Response {
  if (!Array.isArray(dataUrls) || dataUrls.length === 0 || dataUrls.length > MAX_FILES)
    return context.json({ error: TEXTS.dataUrlsMissing }, 400);
  const files: DataUrl[] = [];
  for (const dataUrl of dataUrls) {
    const file = typeof dataUrl === 'string' ? parseDataUrl(dataUrl) : null;
    if (!file) return context.json({ error: TEXTS.badDataUrl }, 400);
    if (!Object.hasOwn(UPLOAD_TYPES, file.contentType))
      return context.json({ error: typeRefused(file.contentType) }, 400);
    if (file.bytes.length > MAX_FILE_BYTES) return context.json({ error: tooLarge(MAX_FILE_BYTES) }, 413);
    files.push(file);
  }
  return files;
}

async function sendAsset(context: SegmindContext, { uploads }: SegmindParts): Promise<Response> {
  const found = uploads.find(context.req.param('name') ?? '');
  const bytes = found && (await readFile(found.path).catch(() => null));
  if (!bytes) return context.html(htmlPage(404, 'Not Found'), 404);
  return context.body(new Uint8Array(bytes), 200, {
    'content-type': found.contentType,
    'content-length': String(bytes.length),
  });
}
