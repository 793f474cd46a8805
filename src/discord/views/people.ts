import { isAlias } from '../../credits/alias.ts';
import type { Words } from '../../words/words.ts';

/** Somebody of whom something was written down: a mention, which Discord fills in, unless their data was erased. */
export function memberText(memberId: string, words: Words): string {
  return isAlias(memberId) ? words('member.former') : `<@${memberId}>`;
}
