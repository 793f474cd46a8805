import { DecoratorHandler, type Dispatcher } from 'undici';

type Options = Dispatcher.RequestOptions & { readonly signal: AbortSignal };

/** Makes one request and knows whether it began to be written, the last moment at which it certainly has not arrived. */
export class WriteWatch {
  #isWritten = false;

  get isWritten(): boolean {
    return this.#isWritten;
  }

  /**
   * undici notices an abort only when the request has its connection, which may be a long wait: the caller is told at
   * once. What was aborted unwritten is never written later.
   */
  async request(dispatcher: Dispatcher, options: Options): Promise<Dispatcher.ResponseData> {
    const { signal } = options;
    const aborted = Promise.withResolvers<never>();
    const onAbort = () => {
      if (!this.#isWritten) aborted.reject(signal.reason);
    };
    signal.addEventListener('abort', onAbort);
    try {
      return await Promise.race([dispatcher.compose(this.#onWrite()).request(options), aborted.promise]);
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  #onWrite(): Dispatcher.DispatcherComposeInterceptor {
    const tell = () => {
      this.#isWritten = true;
    };
    return (dispatch) => (options, handler) => dispatch(options, new WatchedHandler(handler, tell));
  }
}

/** @see https://undici.nodejs.org/#/docs/api/Dispatcher.md (onRequestStart) */
class WatchedHandler extends DecoratorHandler {
  readonly #handler: Dispatcher.DispatchHandler;
  readonly #tell: () => void;

  constructor(handler: Dispatcher.DispatchHandler, tell: () => void) {
    super(handler);
    this.#handler = handler;
    this.#tell = tell;
  }

  onRequestStart(controller: Dispatcher.DispatchController, context: unknown): void {
    this.#handler.onRequestStart?.(controller, context);
    // A call that was aborted while it waited for its connection ends here, unwritten.
    if (!controller.aborted) this.#tell();
  }
}
