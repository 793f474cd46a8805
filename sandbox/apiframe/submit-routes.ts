import { type AnswerFaultKind, isAnswerFault, takeFault } from '../generation/faults.ts';
import type { RecordedContext } from '../generation/request-log.ts';
import { dropConnection, standsBeforeGateway } from '../generation/spoilt-answers.ts';
import { modelUnserved, statusWord, TEXTS } from './answers.ts';
import { type ApiframeApp, type ApiframeParts, refuse, send } from './context.ts';
import type { SubmitFaultKind } from './faults.ts';
import { parseGenerateBody } from './generate-body.ts';
import { createIdempotencyKeys, type IdempotencyKeys, LONGEST_KEY } from './idempotency.ts';
import type { ApiframeJob } from './job.ts';
import type { Submit } from './job-board.ts';
import { type ApiframeModel, modelFor } from './models.ts';

/** @see https://apiframe.ai/docs/videos/luma/luma-ray-flash-2 */
export function mountSubmitRoutes(app: ApiframeApp, parts: ApiframeParts): void {
  const keys = createIdempotencyKeys(parts.clock);
  app.post('/v2/videos/generate', (context) => submit(context, parts, keys));
}

type Answer = Response | Promise<Response>;

async function submit(context: RecordedContext, parts: ApiframeParts, keys: IdempotencyKeys): Promise<Response> {
  const { faults } = parts;
  const fault: SubmitFaultKind | null = takeFault(faults, 'submit');
  const refused = fault && refuseBeforeReading(context, parts, fault);
  if (refused) return refused;
  if (faults.videosDisabled) return context.json({ error: TEXTS.videosDisabled }, 403);

  const json = await readJson(context);
  if (json === undefined) return context.json({ error: TEXTS.badJson }, 400);
  const key = context.req.header('idempotency-key') || null;
  if (key !== null && key.length > LONGEST_KEY)
    return refuse(context, parts, { 'Idempotency-Key': [`Must be at most ${LONGEST_KEY} characters`] });

  const job = firstJob(context, parts, keys, key, json) ?? newJob(context, parts, key, json);
  if (job instanceof Response) return job;
  if (key !== null && keys.find(key, json) === null) keys.remember(key, json, job.id);
  const body = { jobId: job.id, status: statusWord(job.state, faults) };
  return send(context, parts, body, 202, faultAfterAcceptance(fault));
}

/** The job that this key was first used for, or the answer that refuses another use of it; null for a new one. */
function firstJob(
  context: RecordedContext,
  { board, faults }: ApiframeParts,
  keys: IdempotencyKeys,
  key: string | null,
  json: unknown,
): ApiframeJob | Response | null {
  const used = key === null ? null : keys.find(key, json);
  if (used === null) return null;
  if (!used.sameBody && faults.reusedKey === 'conflict') return context.json({ error: TEXTS.keyReused }, 409);
  return board.find(used.jobId);
}

/** The accepted job, or the answer that refuses it. */
function newJob(
  context: RecordedContext,
  parts: ApiframeParts,
  idempotencyKey: string | null,
  json: unknown,
): ApiframeJob | Response {
  const { account, board, faults } = parts;
  const model = servedModel(context, parts, json);
  if (model instanceof Response) return model;
  const { body, details } = parseGenerateBody(json, faults.dataUris);
  if (details) return refuse(context, parts, details);
  const wanted: Submit = { model, body, idempotencyKey };
  return board.accept(wanted) ?? creditsMissing(context, costOf(wanted, parts), account.credits);
}

function servedModel(context: RecordedContext, parts: ApiframeParts, json: unknown): ApiframeModel | Response {
  const { withdrawnModels, unknownModelStatus } = parts.faults;
  const id = typeof json === 'object' && json !== null && 'model' in json ? json.model : undefined;
  const model = modelFor(id);
  if (model && !withdrawnModels.includes(model.id)) return model;
  if (typeof id !== 'string' || unknownModelStatus === 400)
    return refuse(context, parts, { model: [typeof id === 'string' ? modelUnserved(id) : 'Required'] });
  return context.json({ error: modelUnserved(id) }, unknownModelStatus);
}

function costOf({ model, body }: Submit, { faults }: ApiframeParts): number {
  return faults.costs[model.id][body.lumaParams?.duration ?? 5];
}

function creditsMissing(context: RecordedContext, creditsRequired: number, creditsAvailable: number): Response {
  return context.json({ error: TEXTS.noCredits, creditsRequired, creditsAvailable }, 402);
}

/** Undefined when it is none. */
async function readJson(context: RecordedContext): Promise<unknown> {
  if (!/^application\/json\b/i.test(context.req.header('content-type') ?? '')) return undefined;
  const json: unknown = await context.req.json().catch(() => undefined);
  context.var.record.body = json ?? null;
  return json;
}

function refuseBeforeReading(context: RecordedContext, parts: ApiframeParts, fault: SubmitFaultKind): Answer | null {
  switch (fault) {
    case 'drop-before-reading':
      return dropConnection(context);
    case 'credits-402':
      return creditsMissing(context, parts.faults.costs['luma-ray-flash-2'][5], 0);
    case 'error-403':
      return context.json({ error: TEXTS.videosDisabled }, 403);
    case 'accepted-502':
    case 'accepted-503':
      return null;
    default:
      return standsBeforeGateway(fault) ? send(context, parts, {}, 202, fault) : null;
  }
}

function faultAfterAcceptance(fault: SubmitFaultKind | null): AnswerFaultKind | null {
  switch (fault) {
    case 'accepted-502':
      return 'error-502';
    case 'accepted-503':
      return 'error-503';
    default:
      return isAnswerFault(fault) ? fault : null;
  }
}
