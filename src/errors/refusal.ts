/** Every reason for which a member's request is turned down before anything is held. Words: `src/words/`. */
export type RefusalCode =
  | 'prompt-blank'
  | 'prompt-too-short'
  | 'prompt-too-long'
  | 'prompt-invisible-characters'
  | 'prompt-mentions'
  | 'option-not-allowed'
  | 'options-not-together'
  | 'concept-unknown'
  | 'concepts-too-many'
  | 'concepts-not-served'
  | 'image-missing'
  | 'image-elsewhere'
  | 'image-not-taken'
  | 'image-empty'
  | 'image-too-large'
  | 'image-too-many-pixels'
  | 'images-not-served'
  | 'model-not-offered'
  | 'loop-with-end-image'
  | 'too-few-credits'
  | 'spend-limit-reached'
  | 'operator-pool-spent'
  | 'operator-pool-used-up'
  | 'guild-pool-spent'
  | 'member-blocked'
  | 'role-missing'
  | 'channel-not-allowed'
  | 'channel-not-age-restricted'
  | 'word-blocked'
  | 'cooldown'
  | 'too-many-jobs-of-member'
  | 'too-many-jobs-of-guild'
  | 'take-too-much'
  | 'grants-over-pool'
  | 'grants-over-total-pool'
  | 'guild-not-allowed'
  | 'guild-only'
  | 'no-provider'
  | 'service-out-of-credits'
  | 'service-refuses-us'
  | 'service-withdrew-model'
  | 'options-need-other-service'
  | 'command-unknown'
  | 'component-unknown'
  | 'manage-guild-only'
  | 'operator-only'
  | 'amount-empty'
  | 'amount-blanks-inside'
  | 'amount-foreign-digits'
  | 'amount-not-whole'
  | 'amount-not-a-number'
  | 'amount-zero'
  | 'amount-too-large'
  | 'amount-takes'
  | 'amount-gives'
  | 'amount-below-zero'
  | 'member-unknown'
  | 'member-left'
  | 'member-is-bot'
  | 'role-unknown'
  | 'role-everyone'
  | 'tier-unknown'
  | 'override-unknown'
  | 'pool-unknown'
  | 'nothing-to-change'
  | 'setting-full'
  | 'setting-out-of-range'
  | 'setting-not-valid'
  | 'setting-changed'
  | 'privacy-open-jobs'
  | 'privacy-export-too-large'
  | 'operator-guild-not-valid'
  | 'shutting-down';

/** What the words for a refusal are filled with. Numbers are formatted in the reader's language. */
export type RefusalContext = Readonly<Record<string, string | number>>;

/**
 * A member asked for something that raybot will not do. It is an answer, not a fault: nothing is held, nothing is lost,
 * and the words for its code say what to do next.
 */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly context: RefusalContext;

  constructor(code: RefusalCode, context: RefusalContext = {}) {
    super(code);
    this.name = 'Refusal';
    this.code = code;
    this.context = context;
  }
}
