import { ProviderError } from '../../errors/provider-error.ts';
import type { Patience } from '../http-client.ts';
import type { ImageFile } from '../video-provider.ts';
import { isSuccess } from './answers.ts';
import { dataUrlsBody } from './data-urls.ts';
import type { SegmindParts } from './parts.ts';
import { errorFromAnswer, providerRequestIdOf } from './segmind-errors.ts';
import { readUploadedUrl } from './wire.ts';

/** Videos are larger than pictures. */
const videoPatience: Patience = { silenceMs: 90_000, totalMs: 5 * 60_000 };

/**
 * Puts a picture where the models can fetch it.
 * @see https://docs.segmind.com/api-reference/segmind-storage
 */
export function uploadImage(
  parts: SegmindParts,
  { path, contentType }: ImageFile,
  signal: AbortSignal,
): Promise<string> {
  return upload(parts, { path, contentType }, signal);
}

/** Puts a video where a link can lead to it: the same place takes both. */
export function publishVideo(parts: SegmindParts, path: string, signal: AbortSignal): Promise<string> {
  return upload(parts, { path, contentType: 'video/mp4', patience: videoPatience }, signal);
}

interface Upload {
  readonly path: string;
  readonly contentType: string;
  readonly patience?: Patience;
}

async function upload(
  { uploadUrl: url, headers, peer, now }: SegmindParts,
  { path, contentType, ...patience }: Upload,
  signal: AbortSignal,
): Promise<string> {
  const prepare = async () => {
    const stream = await dataUrlsBody(path, contentType);
    return { method: 'POST', url, headers, stream, signal, ...patience } as const;
  };
  const answer = await peer.call('upload', prepare, signal);
  if (answer.status >= 400) throw errorFromAnswer(answer, 'upload', now());
  const address = readUploadedUrl(answer.json);
  if (isSuccess(answer) && address) return address;
  // Not what uploads are answered with: the operator's to mend.
  const what = `the upload address gave no address of the file (${answer.status}); is SEGMIND_UPLOAD_URL right?`;
  throw new ProviderError('credentials', what, false, { status: answer.status, ...providerRequestIdOf(answer) });
}
