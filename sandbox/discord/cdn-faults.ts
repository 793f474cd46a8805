import { LINK_LIFE_MS } from './attachment-links.ts';

/**
 * What can go wrong with downloads from the CDN. Fields that count are counted down as they strike; the others hold
 * until they are set back. Times are real ones.
 */
export interface CdnFaults {
  /** How long links live that are made from now on, by the Discord's clock; a negative time makes expired ones. */
  linkLifeMs: number;
  /** Bodies flow at this rate; 0 for as fast as they can. */
  bytesPerSecond: number;
  /** The next `count` bodies end after so many bytes: the connection is cut. */
  cut: { count: number; afterBytes: number };
  /** The next `count` requests get so many bytes of the body and then nothing more; null: not even headers. */
  hang: { count: number; afterBytes: number | null };
  /** Every request is sent on to this address (302). */
  redirectTo: string | null;
  /** Every file is served as this content type. */
  contentType: string | null;
  /** So many bytes follow behind the file, without a Content-Length that would announce them. */
  extraBytes: number;
  /** Every Content-Length says this many bytes, whatever is sent; the connection is closed behind the body. */
  contentLength: number | null;
  /** Bodies go on for as long as anybody reads, without a Content-Length. */
  endless: boolean;
  /** The next requests answer 404 though the file is there: deleted, as far as the CDN knows. */
  notFound: number;
  /** The next requests answer 500. */
  serverErrors: number;
}

/** A CDN on a good day. */
export function noCdnFaults(): CdnFaults {
  return {
    linkLifeMs: LINK_LIFE_MS,
    bytesPerSecond: 0,
    cut: { count: 0, afterBytes: 0 },
    hang: { count: 0, afterBytes: null },
    redirectTo: null,
    contentType: null,
    extraBytes: 0,
    contentLength: null,
    endless: false,
    notFound: 0,
    serverErrors: 0,
  };
}
