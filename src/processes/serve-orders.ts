/** What a helper's process sends to raybot: news while it works, then its answer. */
export type Message<Answer, News = never> = { readonly answer: Answer } | { readonly news: News };

/**
 * The other end of `createHelperProcess`: whatever comes in is an order, and what `work` makes of it goes out. It ends with
 * raybot, which cannot kill it any more once it was killed itself.
 * @param work - must not throw: what went wrong is an answer too. `tell` sends news
 */
export function serveOrders<Order, Answer, News = never>(
  work: (order: Order, tell: (news: News) => void) => Promise<Answer>,
): void {
  const send = (message: Message<Answer, News>) => void process.send?.(message);
  process.on('message', async (order: Order) => {
    send({ answer: await work(order, (news) => send({ news })) });
  });
  process.once('disconnect', () => process.exit());
}
