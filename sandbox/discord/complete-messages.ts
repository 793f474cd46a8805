import type { AttachmentStore } from './attachments.ts';
import { componentObjects } from './component-objects.ts';
import { type Message, MessageStore } from './messages.ts';

/** Writes messages with all that Discord knows of the interaction behind them and of the files in their components. */
export class CompleteMessageStore extends MessageStore {
  readonly #files: AttachmentStore;

  constructor(options: ConstructorParameters<typeof MessageStore>[0]) {
    super(options);
    this.#files = options.attachments;
  }

  override toObject(message: Message): Record<string, unknown> {
    const object = super.toObject(message);
    const attached = message.attachments.map((file) => this.#files.toObject(file));
    const { interaction_metadata: metadata } = object;
    return {
      ...object,
      components: componentObjects(message.components, { messageId: message.id, attached }),
      ...(isObject(metadata) ? { interaction_metadata: { ...metadata, ...detailsOf(message) } } : {}),
    };
  }
}

/** What the interaction itself left with the message: see `metadataDetails`. */
function detailsOf({ origin }: Message): object {
  return origin && 'details' in origin && isObject(origin.details) ? origin.details : {};
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
