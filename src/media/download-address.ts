import { isIP } from 'node:net';
import { MediaError } from '../errors/media-error.ts';
import { isPublicAddress } from './public-address.ts';

/** Which addresses may be contacted. */
export interface AddressRules {
  /** Such as `http://127.0.0.1:9000`; contacted whatever their scheme, host and address. */
  readonly trustedOrigins: readonly string[];
  /** When given, no other origin is contacted. */
  readonly onlyOrigins?: readonly string[];
}

/**
 * Reads an address as far as it can be judged without looking its name up.
 * @param base - the address that redirected here
 * @throws {MediaError} `address-refused`
 */
export function checkAddress(text: string, { trustedOrigins, onlyOrigins }: AddressRules, base?: URL): URL {
  const url = URL.parse(text, base?.href);
  if (!url) throw refused('the address is no URL');
  if (url.username || url.password) throw refused(`${url.host}: credentials in the address`);
  if (onlyOrigins && !trusts(onlyOrigins)(url.origin)) throw refused(`${url.host} is not where such files are`);
  if (trusts(trustedOrigins)(url.origin)) return url;
  if (url.protocol !== 'https:') throw refused(`${url.protocol} is not https`);
  const hostname = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(hostname) !== 0 && !isPublicAddress(hostname)) throw refused(`${hostname} is not on the public internet`);
  return url;
}

/** Whether an origin is one of the trusted ones, exactly. */
export function trusts(trustedOrigins: readonly string[]): (origin: string) => boolean {
  const origins = new Set(trustedOrigins.map((origin) => URL.parse(origin)?.origin));
  return (origin) => origins.has(origin);
}

function refused(message: string): MediaError {
  return new MediaError('address-refused', message);
}
