import { extname } from 'node:path';
import type { RecordedFile } from '../../../sandbox/discord/request-log.ts';
import type { Complaint } from '../finding.ts';
import { fieldAt, isRecord, recordsIn, textOf } from '../shape.ts';
import { type Check, callbackOperation } from './call.ts';

/** How files travel: https://docs.discord.com/developers/reference#uploading-files */

const filesMax = 10;
const partForm = /^files\[(\d)\]$/;
/** Ids of files that come with the request; all others are of files that stand already. */
const newFileId = /^\d$/;
/** A name that Discord keeps as it is: it changes other characters, and cuts paths. */
const nameForm = /^[\w.-]{1,200}$/;
const typesByExtension: Readonly<Record<string, RegExp>> = {
  '.mp4': /^video\/mp4$/,
  '.webm': /^video\/webm$/,
  '.mov': /^video\/quicktime$/,
  '.png': /^image\/png$/,
  '.jpg': /^image\/jpeg$/,
  '.webp': /^image\/webp$/,
  '.gif': /^image\/gif$/,
};

export const checkFiles: Check = function* ({ request: { files } }) {
  if (files.length > filesMax) yield { field: 'files', value: files.length, problem: `at most ${filesMax} files` };
  for (const [index, file] of files.entries()) {
    yield* checkPart(file);
    if (files.findIndex(({ part }) => part === file.part) < index)
      yield { field: file.part, value: file.filename, problem: 'stands here twice' };
  }
};

function* checkPart({ part, filename, contentType, sizeBytes }: RecordedFile): Generator<Complaint> {
  if (!partForm.test(part)) yield { field: part, value: filename, problem: 'must be named files[n], n from 0 to 9' };
  const extension = extname(filename).toLowerCase();
  if (!nameForm.test(filename) || extension === '')
    yield {
      field: `${part} filename`,
      value: filename,
      problem: 'must be of letters, digits, - _ . and have an extension',
    };
  const expected = typesByExtension[extension] ?? /^[\w.+-]+\/[\w.+-]+$/;
  if (!expected.test(contentType ?? ''))
    yield { field: `${part} content-type`, value: contentType, problem: `must match ${expected} for ${extension}` };
  if (sizeBytes === 0) yield { field: part, value: filename, problem: 'is empty' };
}

/** Each file is described by its number, under the name that it has; nothing else is described. */
export const checkAttachments: Check = function* ({ operation, request: { body, files } }) {
  const isCallback = operation === callbackOperation;
  const owner = isCallback && isRecord(body) ? body.data : body;
  const list = isRecord(owner) ? recordsIn(owner.attachments) : [];
  const field = isCallback ? 'data.attachments' : 'attachments';
  for (const { part, filename } of files) {
    const own = list.find(({ id }) => part === `files[${id}]`);
    if (!own) yield { field, value: part, problem: 'does not list this file by its number' };
    if (own?.filename !== undefined && own.filename !== filename)
      yield { field: `${field} filename`, value: own.filename, problem: `is «${filename}» in the form` };
  }
  const isNewMessage = operation === 'create_message' || operation === 'execute_webhook' || isCallback;
  for (const [index, { id }] of list.entries()) {
    const isNew = isNewMessage || newFileId.test(textOf(id));
    if (isNew && !files.some(({ part }) => part === `files[${id}]`))
      yield { field: fieldAt(fieldAt(field, index), 'id'), value: id, problem: 'no such file comes with it' };
  }
};
