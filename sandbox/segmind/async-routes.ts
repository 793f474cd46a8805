import {
  acceptedBody,
  creditsText,
  modelRetired,
  modelUnknown,
  reshape,
  resultBody,
  statusBody,
  TEXTS,
} from './answers.ts';
import type { SegmindApp, SegmindContext, SegmindParts } from './context.ts';
import { type AnswerFaultKind, type SubmitFaultKind, takeFault } from './faults.ts';
import type { JobState } from './job.ts';
import { readJsonObject } from './json-body.ts';
import { knownJob, unknownRequest } from './known-job.ts';
import { modelFor } from './models.ts';
import { answer, dropConnection, refusesSubmit } from './spoilt-answers.ts';

/**
 * The asynchronous road, v2: submit, light status, full result.
 * @see https://docs.segmind.com/docs/serverless-api/async-inference
 */
export function mountAsyncRoutes(app: SegmindApp, parts: SegmindParts): void {
  app.get('/v2/requests/:id/status', (context) => readStatus(context, parts));
  app.get('/v2/requests/:id', (context) => readResult(context, parts));
  app.post('/v2/:slug', (context) => submit(context, parts));
}

async function submit(context: SegmindContext, parts: SegmindParts): Promise<Response> {
  const { account, board, faults, origin } = parts;
  const slug = context.req.param('slug') ?? '';
  const fault = takeFault(faults, 'submit');
  const refused = fault && refuseBeforeReading(context, fault, account.credits);
  if (refused) return refused;

  const body = await readJsonObject(context);
  if (body instanceof Response) return body;
  if (faults.retiredSlugs.includes(slug)) return context.json({ error: modelRetired(slug) }, 410);
  const model = modelFor(slug);
  if (!model) return context.json({ error: modelUnknown(slug) }, 404);
  const job = board.accept(model, body);
  if (!job) return context.json({ error: creditsText(account.credits) }, 402);
  return answer(context, acceptedBody(job, origin()), 200, faultAfterAcceptance(fault));
}

function refuseBeforeReading(
  context: SegmindContext,
  fault: SubmitFaultKind,
  credits: number,
): Response | Promise<Response> | null {
  switch (fault) {
    case 'drop-before-reading':
      return dropConnection(context);
    case 'credits-402':
      return context.json({ error: creditsText(0) }, 402);
    case 'credits-406':
      return context.json({ error: creditsText(credits) }, 406);
    case 'error-403':
      return context.json({ error: TEXTS.forbidden }, 403);
    case 'accepted-502':
      return null;
    default:
      return refusesSubmit(fault) ? answer(context, {}, 200, fault) : null;
  }
}

function faultAfterAcceptance(fault: SubmitFaultKind | null): AnswerFaultKind | null {
  switch (fault) {
    case 'accepted-502':
      return 'error-502';
    case 'drop-before-reading':
    case 'credits-402':
    case 'credits-406':
    case 'error-403':
      return null;
    default:
      return fault;
  }
}

function readStatus(context: SegmindContext, parts: SegmindParts): Response | Promise<Response> {
  const job = knownJob(context, parts);
  if (!job) return unknownRequest(context);
  const body = statusBody(job, parts.origin(), statusWord(job.state, parts));
  return answer(context, body, job.state === 'FAILED' ? 422 : 200, takeFault(parts.faults, 'status'));
}

function readResult(context: SegmindContext, parts: SegmindParts): Response | Promise<Response> {
  const { account, board, faults, origin } = parts;
  const job = knownJob(context, parts);
  if (!job) return unknownRequest(context);
  const word = statusWord(job.state, parts);
  const fault = takeFault(faults, 'result');
  const clip = board.file(job.id);
  if (job.outputUrl === null || clip === null) {
    const status = job.state === 'FAILED' ? 422 : faults.runningResultStatus;
    return answer(context, statusBody(job, origin(), word), status, fault);
  }
  const finished = { job, outputUrl: job.outputUrl, fileBytes: clip.bytes, remainingCredits: account.credits };
  return answer(context, reshape(resultBody(finished, word), job.outputUrl, faults.resultShape), 200, fault);
}

function statusWord(state: JobState, { faults }: SegmindParts): string {
  if (faults.statusWord === 'lower-case') return state.toLowerCase();
  const running = state === 'QUEUED' || state === 'PROCESSING';
  return faults.statusWord === 'unknown' && running ? 'WARMING_UP' : state;
}
