import type { Complaint } from '../finding.ts';
import type { ObservedRequest } from '../observed-request.ts';
import { isRecord } from '../shape.ts';

/** A request whose operation is known. */
export interface Call {
  /** Discord's name of the operation, such as `create_message`. */
  readonly operation: string;
  readonly template: string;
  readonly request: ObservedRequest;
}

/** A rule of Discord's or of ours that its description does not state. */
export type Check = (call: Call) => Iterable<Complaint>;

/** The part of a request that describes a message. */
export interface MessagePart {
  readonly fields: Readonly<Record<string, unknown>>;
  /** Where it stands in the body: `data` in a callback, otherwise nothing. */
  readonly parent: string;
  readonly isNew: boolean;
  readonly road: 'channel' | 'interaction';
}

/** https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-response-object-interaction-callback-type */
export const callbackType = { message: 4, deferredMessage: 5, deferredUpdate: 6, update: 7, modal: 9 } as const;
export const callbackOperation = 'create_interaction_response';

const messageOperations: Readonly<Record<string, Pick<MessagePart, 'isNew' | 'road'>>> = {
  create_message: { isNew: true, road: 'channel' },
  update_message: { isNew: false, road: 'channel' },
  execute_webhook: { isNew: true, road: 'interaction' },
  update_webhook_message: { isNew: false, road: 'interaction' },
  update_original_webhook_message: { isNew: false, road: 'interaction' },
};

/** @returns null where the request writes no message: a deferral promises one, and is none */
export function messageOf({ operation, request: { body } }: Call): MessagePart | null {
  if (!isRecord(body)) return null;
  const kind = messageOperations[operation];
  if (kind) return { ...kind, fields: body, parent: '' };
  const isAnswer = body.type === callbackType.message || body.type === callbackType.update;
  if (operation !== callbackOperation || !isAnswer) return null;
  const fields = isRecord(body.data) ? body.data : {};
  return { fields, parent: 'data', isNew: body.type === callbackType.message, road: 'interaction' };
}
