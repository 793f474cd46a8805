import type { SegmindApp, SegmindParts } from './context.ts';
import { takeFault } from './faults.ts';
import { answer } from './spoilt-answers.ts';

/** @see https://docs.segmind.com/api-reference/account-and-billing-apis */
export function mountAccountRoutes(app: SegmindApp, { account, board, faults }: SegmindParts): void {
  app.get('/v1/get-user-credits', (context) => {
    // Finished jobs are charged when somebody looks.
    board.all();
    return answer(context, { credits: account.credits, 'free-credits': 0 }, 200, takeFault(faults, 'credits'));
  });
}
