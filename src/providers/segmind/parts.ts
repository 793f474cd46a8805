import type { Peer } from '../peer.ts';

/** What every call to Segmind needs. Addresses come from configuration alone: those in answers would be sent the key. */
export interface SegmindParts {
  /** Such as `https://api.segmind.com`, without a slash at its end. */
  readonly root: string;
  /** Takes files. */
  readonly uploadUrl: string;
  /** Lists past requests. */
  readonly historyUrl: string;
  /** Hold the key. */
  readonly headers: Readonly<Record<string, string>>;
  /** Where a video is put that comes as an answer. */
  readonly videoDirectory: string;
  readonly peer: Peer;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}
