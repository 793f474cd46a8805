import type { Check } from './call.ts';
import { checkContentType, checkLogin, checkUserAgent } from './client.ts';
import { checkCommandList, checkCommands, checkPlaces } from './commands.ts';
import { checkComponents, checkModal } from './components.ts';
import { checkAttachments, checkFiles } from './files.ts';
import { checkDeferral } from './interactions.ts';
import {
  checkContent,
  checkEmbeds,
  checkFlags,
  checkMentions,
  checkNonce,
  checkNotEmpty,
  checkStyle,
} from './messages.ts';
import { checkWholeCharacters } from './text.ts';

/** Checks that need no body. */
export const headChecks: readonly Check[] = [checkUserAgent, checkLogin, checkContentType];

/** @param exceptChannelIds - channels where a message may stand twice, and so needs no nonce */
export function bodyChecks(exceptChannelIds: readonly string[]): readonly Check[] {
  return [
    checkWholeCharacters,
    checkCommands,
    checkCommandList,
    checkPlaces,
    checkContent,
    checkNotEmpty,
    checkMentions,
    checkFlags,
    checkStyle,
    checkEmbeds,
    checkNonce(exceptChannelIds),
    checkComponents,
    checkModal,
    checkDeferral,
    checkFiles,
    checkAttachments,
  ];
}
