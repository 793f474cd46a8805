/** A kind of trouble, and how many answers it spoils before all is well again; without `times`, every answer. */
export interface Fault<Kind extends string> {
  readonly kind: Kind;
  times?: number;
}

const ANSWER_FAULTS = [
  /** The first half of the right JSON. */
  'malformed-json',
  /** A 200 with a web page. */
  'html',
  /** The right status with nothing. */
  'empty',
  /** The right JSON with 10 MB of padding. */
  'huge-json',
  /** Headers, then blanks without end. */
  'endless',
  /** No answer at all until the caller gives up. */
  'silent',
  /** The connection is closed without an answer. */
  'drop',
  'error-429',
  'error-500',
  /** As a web page, from the gateway. */
  'error-502',
  'error-503',
  /** As a web page, from the gateway. */
  'error-504',
] as const;

/** What may happen to any answer in JSON. */
export type AnswerFaultKind = (typeof ANSWER_FAULTS)[number];

const FILE_FAULTS = [
  /** Without Content-Length. */
  'chunked',
  /** About 80 kB a second. */
  'slow',
  /** The connection is closed halfway through the announced bytes. */
  'truncated',
  /** Without Content-Length; after the file a zero comes now and then, without end. */
  'endless',
  /** Without Content-Length; after the file zeros follow as fast as they are taken, without end. */
  'flood',
  /** The same clip with its index behind the pictures. */
  'moov-last',
] as const;

/** What may happen to a file on its way. */
export type FileFaultKind = (typeof FILE_FAULTS)[number];

/** What may happen to the download of a finished file. */
export type OutputFaultKind =
  | Extract<FileFaultKind, 'chunked' | 'slow' | 'truncated'>
  | 'not-found'
  | 'error-500'
  /** A web page instead of the file, as 200. */
  | 'html'
  /** A line of text that claims to be a video. */
  | 'text'
  /** Begins like an mp4 and goes on as noise. */
  | 'garbage-mp4'
  /** The right file, labelled as plain bytes. */
  | 'octet-stream'
  /** To another port of this machine, where nobody listens. */
  | 'redirect-private'
  /** To a host name that can never exist. */
  | 'redirect-elsewhere';

export function isAnswerFault(fault: string | null): fault is AnswerFaultKind {
  return ANSWER_FAULTS.some((kind) => kind === fault);
}

export function isFileFault(fault: string | null): fault is FileFaultKind {
  return FILE_FAULTS.some((kind) => kind === fault);
}

/** The trouble that the next answer of this kind gets, if any; counts it down. */
export function takeFault<Key extends string, Kind extends string>(
  faults: Record<NoInfer<Key>, Fault<Kind> | null>,
  key: Key,
): Kind | null {
  const fault = faults[key];
  if (!fault) return null;
  if (fault.times !== undefined) {
    fault.times--;
    if (fault.times <= 0) faults[key] = null;
  }
  return fault.kind;
}
