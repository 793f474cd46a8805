import { join } from 'node:path';
import { imageLimits } from '../catalogue/image.ts';
import type { Config } from '../config.ts';
import { InputImages } from '../jobs/input-images.ts';
import { VideoFiles } from '../jobs/video-files.ts';
import { createVideoFitter } from '../media/fit-process.ts';
import { downloadToFile } from '../media/guarded-download.ts';
import { createImageNormaliser } from '../media/image-process.ts';
import { createVideoInspector } from '../media/video-file.ts';

/** The largest video that is fetched, bytes. Real ones have 2 to 22 MB. */
const maxVideoBytes = 200 * 1024 * 1024;
const downloadTimeoutMs = 5 * 60_000;
const imageTimeoutMs = 60_000;

export interface Media {
  readonly files: VideoFiles;
  readonly images: InputImages;
  /** Whether videos that are too large can be made smaller. */
  readonly canFit: boolean;
  close(): Promise<void>;
}

/** The videos and pictures on our disk, and what fetches and checks them. */
export function createMedia(config: Config, videoDirectory: string): Media {
  const { trustedOrigins, trustedImageOrigins } = config;
  const inspector = createVideoInspector();
  const fitter = createVideoFitter((path) => inspector.inspect(path));
  const files = new VideoFiles(videoDirectory, {
    download: (url, directory, signal) =>
      downloadToFile({
        ...{ url, directory, signal, trustedOrigins },
        maxBytes: maxVideoBytes,
        totalTimeoutMs: downloadTimeoutMs,
      }),
    inspect: (path) => inspector.inspect(path),
    fit: (from, to, task) => fitter.fit(from, to, task),
  });
  const normaliser = createImageNormaliser(imageLimits);
  const images = new InputImages(join(config.dataDirectory, 'images'), {
    download: (url, directory, signal) =>
      downloadToFile({
        ...{ url, directory, signal, trustedOrigins: trustedImageOrigins },
        maxBytes: imageLimits.maxBytes,
        totalTimeoutMs: imageTimeoutMs,
        onlyOrigins: config.discord.attachmentOrigins,
      }),
    normalise: (from, to, signal) => normaliser.normalise(from, to, signal),
  });
  return {
    files,
    images,
    canFit: fitter.isThere,
    async close() {
      await Promise.all([inspector.close(), normaliser.close(), fitter.close()]);
    },
  };
}
