import type { PageModal } from '../wire.ts';

/** A form that the bot has opened. */
export interface OpenModal {
  readonly interactionId: string;
  readonly modal: PageModal;
  /** What the person has changed, by the field's custom id. */
  readonly values: Map<string, string | boolean | readonly string[]>;
  errors: Map<string, string>;
  /** Said of the whole form. */
  problem: string | null;
  sending: boolean;
}

export function openModal(interactionId: string, modal: PageModal): OpenModal {
  return { interactionId, modal, values: new Map(), errors: new Map(), problem: null, sending: false };
}
