import { buffer } from 'node:stream/consumers';
import { createWebhookHandler } from '../../../src/providers/apiframe/webhook.ts';
import { startLocalServer } from '../local-server.ts';

/** Where Apiframe may tell about ends. */
export interface NoticeBoard {
  /** The address for one of our jobs. */
  readonly urlOf: (jobId: string) => string;
  /** Of which jobs it was told, in order. */
  readonly told: readonly string[];
  /** The status of every answer, in order. */
  readonly answers: readonly number[];
  close(): Promise<void>;
}

export async function startNoticeBoard(apiKey: string): Promise<NoticeBoard> {
  const told: string[] = [];
  const answers: number[] = [];
  const handle = createWebhookHandler({ apiKey, onNotice: (jobId) => told.push(jobId) });
  const server = await startLocalServer(async (request, response) => {
    const params = { id: request.url?.split('/').at(-1) ?? '' };
    const rawBody = await buffer(request);
    const status = await handle({ params, headers: request.headers, rawBody });
    answers.push(status);
    response.writeHead(status);
    response.end();
  });
  return {
    urlOf: (jobId) => `${server.origin}/webhooks/apiframe/${jobId}`,
    told,
    answers,
    close: () => server.close(),
  };
}
