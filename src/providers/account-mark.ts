import { createHash } from 'node:crypto';

/** A short mark of a service's address and a key, from which neither can be read. */
export function accountMark(baseUrl: string, apiKey: string): string {
  return createHash('sha256')
    .update(JSON.stringify([baseUrl, apiKey]))
    .digest('hex')
    .slice(0, 16);
}
