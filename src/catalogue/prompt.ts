import { Refusal } from '../errors/refusal.ts';

/**
 * Characters in a prompt. Luma asks for at least 3 (https://docs.lumalabs.ai/docs/errors), Apiframe takes at most 4,000
 * (https://api.apiframe.ai/v2/openapi.json), counted here in UTF-16 units, the stricter reading.
 */
export const promptLength = { min: 3, max: 4000 } as const;

/** Hints where a line may break: Thai and Khmer are written with them, and a prompt needs none. */
const breakHint = /[\u200b\u2060]/gu;
/**
 * Controls other than the white space that is folded, the characters that turn or hide the text after them, and those
 * that hide inside a word (U+2061 to U+2064).
 */
const invisible = /[\p{Cc}\u202a-\u202e\u2061-\u2064\u2066-\u2069\u{e0000}-\u{e00ff}\u{e01f0}-\u{e0fff}\ufff9-\ufffb]/u;
/** What counts as a letter or a symbol to Unicode and shows nothing: fillers, joiners, the blank of Braille. */
const blank = /[\p{Default_Ignorable_Code_Point}\u2800]/gu;
/** What would ring somebody if it were sent as it stands: @everyone, @here, and user, role and channel mentions. */
const mention = /@(?:everyone|here)\b|<(?:@[!&]?|#)\d+>/iu;
/** A tag sequence after a black flag is how flags of regions are written. */
const regionFlag = /\u{1f3f4}[\u{e0020}-\u{e007e}]+\u{e007f}/gu;

/**
 * The prompt as it goes to the provider: white space folded, break hints and ends dropped; all else as typed. Joiners
 * (U+200C, U+200D) and marks of direction that do not reach over the text after them (U+200E, U+200F, U+061C) stay:
 * emoji, Persian, Hebrew and Arabic need them.
 * @throws {Refusal} for a prompt that is blank, too short, too long, or holds invisible characters or mentions
 */
export function cleanPrompt(raw: string): string {
  const prompt = raw
    .replace(breakHint, '')
    .replace(/[\s\u0085]+/gu, ' ')
    .trim();
  if (!/[\p{L}\p{N}\p{S}]/u.test(prompt.replace(blank, ''))) throw new Refusal('prompt-blank');
  if (prompt.length < promptLength.min) throw new Refusal('prompt-too-short', { min: promptLength.min });
  if (prompt.length > promptLength.max) {
    throw new Refusal('prompt-too-long', { max: promptLength.max, length: prompt.length });
  }
  if (invisible.test(prompt.replace(regionFlag, ''))) throw new Refusal('prompt-invisible-characters');
  const mentioned = mention.exec(prompt);
  if (mentioned) throw new Refusal('prompt-mentions', { mention: mentioned[0] });
  return prompt;
}
