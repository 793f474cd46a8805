const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  413: 'Request Entity Too Large',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
};

/**
 * What stands in front of Discord answered, not Discord: a page instead of JSON, quoted in
 * github.com/DiscordMessenger/dm/issues/198 , and none of Discord's headers. A client that is shut out for its rate gets
 * a single line: github.com/discord/discord-api-docs/issues/5385
 */
export class ProxyPage extends Error {
  readonly status: number;
  readonly retryAfterMs: number | undefined;

  constructor(status: number, retryAfterMs?: number) {
    super(`${status} ${REASONS[status] ?? 'Error'}`);
    this.name = 'ProxyPage';
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }

  toResponse(): Response {
    const seconds = this.retryAfterMs === undefined ? undefined : Math.ceil(this.retryAfterMs / 1_000);
    const headers = {
      'content-type': this.status === 429 ? 'text/plain; charset=UTF-8' : 'text/html',
      server: 'cloudflare',
      ...(seconds === undefined ? {} : { 'retry-after': String(seconds) }),
    };
    return new Response(this.status === 429 ? 'error code: 1015' : pageOf(this.message), {
      status: this.status,
      headers,
    });
  }
}

/** The page itself, as HTML. */
export function pageOf(title: string): string {
  const lines = [
    '<html>',
    `<head><title>${title}</title></head>`,
    '<body>',
    `<center><h1>${title}</h1></center>`,
    '<hr><center>cloudflare</center>',
    '</body>',
    '</html>',
    '',
  ];
  return lines.join('\r\n');
}
