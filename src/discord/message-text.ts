/** Of a message's content, characters: https://docs.discord.com/developers/resources/message#create-message */
export const messageMaxLength = 2_000;

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** No character that people type is longer than this, UTF-16 units; what is longer may be cut. */
const longestCharacter = 64;
const codeFence = '```';

/**
 * A text that fits into a message. A long one is cut at the end of a line, unless that would cost more than half of it; a
 * block of code that was open there is closed.
 * @param maxLength - UTF-16 units, which are never fewer than the characters that Discord counts
 */
export function fitMessage(text: string, maxLength = messageMaxLength): string {
  if (text.length <= maxLength) return text.toWellFormed();
  const mark = '\n…';
  const cut = clip(text, maxLength - mark.length - codeFence.length - 1, '');
  const lineEnd = cut.lastIndexOf('\n');
  const kept = lineEnd > cut.length / 2 ? cut.slice(0, lineEnd) : cut;
  return `${kept.trimEnd()}${isCodeOpen(kept) ? `\n${codeFence}` : ''}${mark}`;
}

function isCodeOpen(text: string): boolean {
  return text.split(codeFence).length % 2 === 0;
}

/**
 * The beginning of a text, cut between two characters.
 * @param maxLength - of the result with its ending, UTF-16 units
 */
export function clip(text: string, maxLength: number, ending = '…'): string {
  if (text.length <= maxLength) return text.toWellFormed();
  const room = maxLength - ending.length;
  let end = 0;
  // What is before the last few characters fits in any case.
  for (const { index, segment } of graphemes.segment(text.slice(0, room + longestCharacter))) {
    if (index + segment.length > room) break;
    end = index + segment.length;
  }
  return `${text.slice(0, end).toWellFormed()}${ending}`;
}
