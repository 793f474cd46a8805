/** Nothing in the sandbox ever leaves the machine. */
const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Whether this is an http(s) address on this machine. */
export function isLoopback(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && LOOPBACK_HOSTS.has(url.hostname);
}
