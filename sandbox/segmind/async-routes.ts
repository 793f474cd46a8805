import { type AnswerFaultKind, isAnswerFault, takeFault } from '../generation/faults.ts';
import type { RecordedContext } from '../generation/request-log.ts';
import { acceptedBody, creditsText, finishedBody, modelRetired, modelUnknown, statusBody } from './answers.ts';
import { type SegmindApp, type SegmindParts, send } from './context.ts';
import type { SubmitFaultKind } from './fault-kinds.ts';
import type { JobState } from './job.ts';
import { knownJob, unknownRequest } from './known-job.ts';
import { modelFor } from './models.ts';
import { written } from './odd-answers.ts';
import { readJsonObject } from './request-body.ts';
import { refuseBeforeReading } from './submit-faults.ts';

/**
 * The asynchronous road, v2: submit, light status, full result.
 * @see https://docs.segmind.com/docs/serverless-api/async-inference
 */
export function mountAsyncRoutes(app: SegmindApp, parts: SegmindParts): void {
  app.get('/v2/requests/:id/status', (context) => readStatus(context, parts));
  app.get('/v2/requests/:id', (context) => readResult(context, parts));
  app.post('/v2/:slug', (context) => submit(context, parts));
}

async function submit(context: RecordedContext, parts: SegmindParts): Promise<Response> {
  const { account, board, faults, origin } = parts;
  const slug = context.req.param('slug') ?? '';
  const fault: SubmitFaultKind | null = takeFault(faults, 'submit');
  const refused = refuseBeforeReading(context, fault);
  if (refused) return refused;

  const body = await readJsonObject(context);
  if (body instanceof Response) return body;
  if (faults.retiredSlugs.includes(slug)) return context.json({ error: modelRetired(slug) }, 410);
  const model = modelFor(slug);
  if (!model) return context.json({ error: modelUnknown(slug) }, 404);
  const job = board.accept(model, body, 'async');
  if (!job) return context.json({ error: creditsText(account.credits) }, 402);
  return send(context, written(acceptedBody(job, origin()), faults), 200, faultAfterAcceptance(fault));
}

function faultAfterAcceptance(fault: SubmitFaultKind | null): AnswerFaultKind | null {
  if (fault === 'accepted-502') return 'error-502';
  return isAnswerFault(fault) ? fault : null;
}

function readStatus(context: RecordedContext, parts: SegmindParts): Response | Promise<Response> {
  const job = knownJob(context, parts);
  if (!job) return unknownRequest(context);
  const body = written(statusBody(job, parts.origin(), statusWord(job.state, parts)), parts.faults);
  return send(context, body, job.state === 'FAILED' ? 422 : 200, takeFault(parts.faults, 'status'));
}

function readResult(context: RecordedContext, parts: SegmindParts): Response | Promise<Response> {
  const { account, board, faults, origin } = parts;
  const job = knownJob(context, parts);
  if (!job) return unknownRequest(context);
  const word = statusWord(job.state, parts);
  const fault: AnswerFaultKind | null = takeFault(faults, 'result');
  const clip = board.file(job.id);
  if (job.outputUrl === null || clip === null) {
    const status = job.state === 'FAILED' ? 422 : faults.runningResultStatus;
    return send(context, written(statusBody(job, origin(), word), faults), status, fault);
  }
  const finished = { job, outputUrl: job.outputUrl, fileBytes: clip.bytes, remainingCredits: account.credits };
  return send(context, written(finishedBody(finished, word, faults), faults), 200, fault);
}

function statusWord(state: JobState, { faults }: SegmindParts): string {
  if (faults.statusWord === 'lower-case') return state.toLowerCase();
  const running = state === 'QUEUED' || state === 'PROCESSING';
  return faults.statusWord === 'unknown' && running ? 'WARMING_UP' : state;
}
