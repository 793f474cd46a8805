import type { MiddlewareHandler } from 'hono';

/**
 * Lets in only what the page itself asks. Another site cannot read loopback, but its pages can send requests there, and
 * a name of its own may suddenly lead there (DNS rebinding).
 * @param origin - of this server, such as `http://127.0.0.1:4173`
 */
export function guard(origin: () => string): MiddlewareHandler {
  return async (c, next) => {
    const { port } = new URL(origin());
    const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
    const host = c.req.header('host') ?? '';
    if (!hosts.includes(host)) return c.text('This address is not served here.', 421);
    const isReading = c.req.method === 'GET' || c.req.method === 'HEAD';
    if (!isReading && c.req.header('origin') !== `http://${host}`)
      return c.text('Only the page itself may do this.', 403);
    const site = c.req.header('sec-fetch-site') ?? 'none';
    if (site !== 'same-origin' && site !== 'none') return c.text('Only the page itself may do this.', 403);
    await next();
    return undefined;
  };
}
