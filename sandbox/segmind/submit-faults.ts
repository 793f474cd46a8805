import { isAnswerFault } from '../generation/faults.ts';
import type { RecordedContext } from '../generation/request-log.ts';
import { dropConnection, standsBeforeGateway } from '../generation/spoilt-answers.ts';
import { creditsText, TEXTS } from './answers.ts';
import { send } from './context.ts';
import type { SubmitRefusalKind, SyncFaultKind } from './fault-kinds.ts';

const REFUSALS: Readonly<Record<SubmitRefusalKind, readonly [status: 400 | 402 | 403 | 406, error: string]>> = {
  'credits-402': [402, creditsText(0)],
  'credits-406': [406, creditsText(0)],
  'spend-limit-406': [406, TEXTS.spendLimit],
  'value-406': [406, TEXTS.badValue],
  'error-400': [400, TEXTS.badRequest],
  'error-403': [403, TEXTS.forbidden],
};

/** What a submit, on either road, is answered before anybody has read it; null when the trouble, if any, comes later. */
export function refuseBeforeReading(
  context: RecordedContext,
  fault: SyncFaultKind | null,
): Response | Promise<Response> | null {
  if (fault === null) return null;
  if (fault === 'drop-before-reading') return dropConnection(context);
  if (isRefusal(fault)) {
    const [status, error] = REFUSALS[fault];
    return context.json({ error }, status);
  }
  return isAnswerFault(fault) && standsBeforeGateway(fault) ? send(context, {}, 200, fault) : null;
}

function isRefusal(fault: SyncFaultKind): fault is SubmitRefusalKind {
  return Object.hasOwn(REFUSALS, fault);
}
