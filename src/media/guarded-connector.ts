import type { LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { MediaError } from '../errors/media-error.ts';
import { isPublicAddress } from './public-address.ts';

export interface ConnectorGuard {
  /** Whether this origin (`https://host:port`) may be contacted wherever it is. */
  readonly isTrusted: (origin: string) => boolean;
  /** Finds a name's addresses. */
  readonly lookup: LookupFunction;
  readonly timeoutMs: number;
}

/**
 * A connector that reaches public addresses only. It looks three times, since each look alone has a gap: a literal
 * address is never looked up, a name may have several addresses, and only the connected socket tells the truth.
 * (`net.BlockList` as a socket option would be ignored for TLS.)
 * @see https://github.com/nodejs/undici/issues/2019
 */
export function createGuardedConnector({ isTrusted, lookup, timeoutMs }: ConnectorGuard): buildConnector.connector {
  const open = buildConnector({ allowH2: false, timeout: timeoutMs, lookup });
  const guarded = buildConnector({ allowH2: false, timeout: timeoutMs, lookup: publicOnly(lookup) });

  return (options, callback) => {
    if (isTrusted(`${options.protocol}//${options.host}`)) return open(options, callback);
    if (isIP(options.hostname) !== 0 && !isPublicAddress(options.hostname)) {
      return process.nextTick(callback, refused(options.hostname), null);
    }
    guarded(options, (...[error, socket]) => {
      if (error) return callback(error, null);
      if (isPublicAddress(socket.remoteAddress ?? '')) return callback(null, socket);
      socket.destroy();
      callback(refused(options.hostname), null);
    });
  };
}

/** Fails the lookup of a name when any of its addresses is not public. */
function publicOnly(lookup: LookupFunction): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, options, (error, found, family) => {
      if (error) return callback(error, found, family);
      const addresses: readonly Pick<LookupAddress, 'address'>[] = Array.isArray(found) ? found : [{ address: found }];
      const usable = addresses.length > 0 && addresses.every(({ address }) => isPublicAddress(address));
      callback(usable ? null : refused(hostname), found, family);
    });
  };
}

function refused(hostname: string): MediaError {
  return new MediaError('address-refused', `${hostname} is not on the public internet`);
}
