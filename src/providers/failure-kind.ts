/** Texts with which a refused prompt or frame comes back; providers have no machine codes for it. */
const moderationWords =
  /moderat|content policy|policy violation|nsfw|blacklist|safety|sensitive|\brai\b|not suitable|flagged/i;
/** Texts that name a fault of the request, which no other provider would accept either. */
const validationWords =
  /invalid|validation|not valid|not supported|unsupported|not allowed|must (be|not|have)|required|out of range|too (long|short|large|small)|unreadable|failed to (read user input|download)|not accessible/i;

/** Why a request that ran has failed, told by its text. */
export function failureKindOf(text: string): 'moderation' | 'validation' | 'other' {
  if (moderationWords.test(text)) return 'moderation';
  return validationWords.test(text) ? 'validation' : 'other';
}
