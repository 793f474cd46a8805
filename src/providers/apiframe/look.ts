import { failureKindOf } from '../failure-kind.ts';
import type { HttpAnswer } from '../http-client.ts';
import { readVideoUrl } from '../result-url.ts';
import type { Bill, OperationStatus } from '../video-provider.ts';
import { errorFromAnswer, isSuccess, malformed } from './apiframe-errors.ts';
import { isOwnWord, readErrorText } from './error-text.ts';
import { microUsdOf } from './money.ts';
import { type Fields, fieldsOf, layersOf, readAmount } from './wire.ts';

type Stage = 'queued' | 'running' | 'completed' | 'failed';

const stages: ReadonlyMap<string, Stage> = new Map([
  ['QUEUED', 'queued'],
  ['PROCESSING', 'running'],
  ['COMPLETED', 'completed'],
  ['FAILED', 'failed'],
  // Nothing of ours cancels, and there is no call for it; yet it is a documented end.
  ['CANCELLED', 'failed'],
  ['CANCELED', 'failed'],
]);

/** Of a job's own numbers at most so many are kept for the record. */
const maxMetrics = 20;

/**
 * What one look at a request says. Only Apiframe's own 404, which is JSON, says that it does not know the request; one that
 * is a page comes from a gateway while the service behind it is away.
 * @see https://apiframe.ai/docs/jobs/get
 */
export function readLook(answer: HttpAnswer, now: number): OperationStatus {
  if ((answer.status === 404 || answer.status === 410) && isOwnWord(answer.json)) return { state: 'unknown' };
  if (!isSuccess(answer)) throw errorFromAnswer(answer, 'look', now);
  const job = readJob(answer.json);
  if (!job) throw malformed(answer, 'gave no usable status');
  switch (job.stage) {
    case 'queued':
      return { state: 'running', progress: readProgress(job.fields.progress), isQueued: true };
    case 'running':
      return { state: 'running', progress: readProgress(job.fields.progress) };
    case 'failed':
      return readFailure(answer, job.fields);
    case 'completed':
      return readCompleted(answer, job.fields);
  }
}

/** The part of the answer that describes the job. A known status wins over an unknown one, which means «under way». */
function readJob(answer: unknown): { readonly fields: Fields; readonly stage: Stage } | null {
  const jobs = layersOf(answer).flatMap((fields) => {
    const word = typeof fields.status === 'string' ? fields.status.trim().toUpperCase() : '';
    return word === '' ? [] : [{ fields, stage: stages.get(word) }];
  });
  const known = jobs.flatMap(({ fields, stage }) => (stage ? [{ fields, stage }] : []));
  const [job] = known;
  if (job) return job;
  const [unheardOf] = jobs;
  return unheardOf ? { fields: unheardOf.fields, stage: 'running' } : null;
}

/** A failed request is given its credits back by itself, so nothing is owed where no cost is named. */
function readFailure({ json }: HttpAnswer, fields: Fields): OperationStatus {
  const detail = readErrorText(fields) || readErrorText(json) || `the request is ${String(fields.status).trim()}`;
  const billed = (readAmount(fields.creditCost) ?? 0) > 0;
  return { state: 'failed', kind: failureKindOf(detail), detail, billed, bill: readBill(fields) };
}

/** An expired video may still be there, which its download shows. Without an address it was made, paid for and deleted. */
function readCompleted(answer: HttpAnswer, fields: Fields): OperationStatus {
  const bill = readBill(fields);
  const videoUrl = readResultUrl(fields) ?? readVideoUrl(answer.json);
  if (videoUrl) return { state: 'finished', videoUrl, bill };
  if (!isTrue(fields.expired)) throw malformed(answer, 'completed a request without a readable video URL');
  return { state: 'failed', kind: 'other', detail: 'the finished video has expired', billed: true, bill };
}

/** The documented places, the current one first, then wherever else videos are put. */
function readResultUrl(fields: Fields): string | null {
  const { result } = fields;
  const inner = fieldsOf(result) ?? {};
  const asText = typeof result === 'string' ? result : null;
  const places = [inner.videoUrl, asText, inner.videos, inner.video_url, inner.url, inner.output, fields];
  for (const place of places) {
    const url = readVideoUrl([place]);
    if (url) return url;
  }
  return null;
}

function readBill(fields: Fields): Bill {
  const creditCost = readAmount(fields.creditCost);
  const costMicroUsd = creditCost === null || creditCost < 0 ? null : microUsdOf(creditCost);
  const others = Object.entries(fields).filter((entry): entry is [string, number] => isMetric(...entry));
  return {
    costMicroUsd,
    metrics: { ...(creditCost !== null && { creditCost }), ...Object.fromEntries(others.slice(0, maxMetrics)) },
  };
}

function isMetric(name: string, value: unknown): boolean {
  return name !== 'progress' && /^[a-z]\w{0,39}$/i.test(name) && Number.isFinite(value);
}

function readProgress(value: unknown): number | null {
  const progress = readAmount(value);
  return progress !== null && progress >= 0 && progress <= 100 ? Math.round(progress) : null;
}

function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}
