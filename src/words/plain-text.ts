/**
 * Text of members inside our messages: it must look as it was typed, format nothing, ring nobody and hide nothing.
 */

/**
 * Characters with a meaning in Discord's markdown (https://docs.discord.com/developers/reference#message-formatting), the
 * colon of an address, which would make a link of it, and the at sign.
 */
const markdown = /[\\*_~`|[\]<@]|:(?=\/\/)/g;
/** Headings, lists and quotes begin a line. */
const lineStart = /^(\s*)([#>+-])/;
/** Controls and marks that turn the direction of the text after them. */
const invisible = /[\p{Cc}\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]/gu;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * A member's text, escaped for a message.
 * @param maxLength - of the result, UTF-16 units; what is over it is cut at a whole character and ends in `…`
 */
export function escapeText(text: string, maxLength: number): string {
  const escaped = text.replace(invisible, ' ').replace(markdown, '\\$&').replace(lineStart, '$1\\$2');
  if (escaped.length <= maxLength) return escaped;
  let cut = '';
  for (const { segment } of graphemes.segment(escaped)) {
    if (cut.length + segment.length >= maxLength) break;
    cut += segment;
  }
  return `${cut.replace(/[\\\s]+$/, '')}…`;
}
