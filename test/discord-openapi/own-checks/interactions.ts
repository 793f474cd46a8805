import { isRecord } from '../shape.ts';
import { type Check, callbackOperation, callbackType } from './call.ts';

const ephemeral = 1 << 6;

/**
 * A deferral decides who sees the answer, and nothing else:
 * https://docs.discord.com/developers/interactions/receiving-and-responding
 */
export const checkDeferral: Check = function* ({ operation, request: { body, files } }) {
  if (operation !== callbackOperation || !isRecord(body)) return;
  if (body.type !== callbackType.deferredMessage && body.type !== callbackType.deferredUpdate) return;
  const { flags, ...others } = isRecord(body.data) ? body.data : {};
  if (flags !== undefined && flags !== 0 && flags !== ephemeral)
    yield { field: 'data.flags', value: flags, problem: `a deferral takes no flag but ${ephemeral}` };
  for (const [key, value] of Object.entries(others))
    yield { field: `data.${key}`, value, problem: 'a deferral carries no message' };
  if (files.length > 0) yield { field: 'files', value: files.length, problem: 'a deferral carries no files' };
};
