/** The HTTP side cannot listen. The message tells the operator which variable to change. */
export class HttpServerError extends Error {
  constructor(message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'HttpServerError';
  }
}

const anyAddress = '127.0.0.1 for this machine alone, or 0.0.0.0 for every network that it is in';

/**
 * What to do about an error of `listen`.
 * @param code - the system's name of it: https://nodejs.org/api/errors.html#common-system-errors
 */
export function listenProblem(code: string, host: string, port: number): string {
  switch (code) {
    case 'EADDRINUSE':
      return `PORT ${port} is in use by another program, perhaps by another raybot. Set PORT to a free one.`;
    case 'EACCES':
      return `PORT ${port} may not be used by this user. Set PORT to one above 1023.`;
    case 'EADDRNOTAVAIL':
      return `HOST ${host} is no address of this machine. Set HOST to ${anyAddress}.`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `HOST ${host} has no address that could be found. Set HOST to ${anyAddress}.`;
    default:
      return `raybot cannot listen on HOST ${host}, PORT ${port} (${code}). Set HOST to ${anyAddress}, and PORT to a free one above 1023.`;
  }
}
