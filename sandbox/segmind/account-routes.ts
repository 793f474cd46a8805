import { type AnswerFaultKind, takeFault } from '../generation/faults.ts';
import { TEXTS } from './answers.ts';
import { type SegmindApp, type SegmindParts, send } from './context.ts';
import { written } from './odd-answers.ts';

/** @see https://docs.segmind.com/api-reference/account-and-billing-apis */
export function mountAccountRoutes(app: SegmindApp, { account, board, faults }: SegmindParts): void {
  app.get('/v1/get-user-credits', (context) => {
    // Finished jobs are charged when somebody looks.
    board.settle();
    const fault: AnswerFaultKind | null = takeFault(faults, 'credits');
    if (fault === null && faults.noBalanceRecord) return context.json({ error: TEXTS.noBalance }, 404);
    return send(context, written({ credits: account.credits, 'free-credits': 0 }, faults), 200, fault);
  });
}
