import type { CatalogueRow, ModelId, ProviderName } from '../../src/catalogue/models.ts';
import {
  type Candidate,
  candidatesFor,
  effectiveCatalogue,
  type ModelOffer,
  offerOf,
} from '../../src/catalogue/offer.ts';
import { type GenerationRequest, parseGeneration } from '../../src/catalogue/request.ts';
import type { Job, Origin } from '../../src/jobs/job.ts';
import type { SubmitInput } from '../../src/providers/video-provider.ts';

/** The catalogue of some providers in their order, as it is without overrides. */
export function rowsOf(...providers: readonly ProviderName[]): readonly CatalogueRow[] {
  return effectiveCatalogue({ providers, slugs: {}, prices: {} });
}

/** The whole catalogue of Segmind. */
export const rows: readonly CatalogueRow[] = rowsOf('segmind');

/** What a model offers there, or by other rows. */
export function anOffer(model: ModelId, among: readonly CatalogueRow[] = rows): ModelOffer {
  const offer = offerOf(model, among);
  if (!offer) throw new Error(`nobody has ${model}`);
  return offer;
}

export function aRequest(changes: Partial<GenerationRequest> = {}): GenerationRequest {
  return { ...parseGeneration(anOffer('ray-flash-2'), { prompt: 'a red fox in the snow' }), ...changes };
}

export function aCandidate(request: GenerationRequest = aRequest()): Candidate {
  return candidatesFor(request, rows)[0];
}

/** What of an origin stands in its job. */
export const storedOrigin = {
  interactionToken: 'aW50ZXJhY3Rpb246-token-of-this-interaction',
  applicationId: '111111111111111111',
  guildId: '222222222222222222',
  channelId: '333333333333333333',
  memberId: '444444444444444444',
  locale: 'en-US',
  mayPost: true,
  attachmentLimitBytes: 10 * 1024 * 1024,
};

const interactionId = '1573641915008548864';

export function anOrigin(changes: Partial<Origin> = {}): Origin {
  return {
    interactionId,
    ...storedOrigin,
    roleIds: [],
    mayManage: false,
    mayModerate: false,
    channel: { id: changes.channelId ?? storedOrigin.channelId, threadOf: null, ageRestricted: false },
    ...changes,
  };
}

/** A job as views and posters see it, without a database behind it. */
export function aJob(changes: Partial<Job> = {}): Job {
  return {
    ...storedOrigin,
    id: interactionId,
    state: 'delivering',
    request: aRequest(),
    priceCredits: 51,
    progressMessageId: '555555555555555555',
    failure: null,
    resultUrl: 'https://cdn.example.org/clip.mp4',
    resultExpiresAt: Date.UTC(2026, 10, 30, 12),
    deliveryStartedAt: null,
    messageId: null,
    messageChannelId: null,
    rung: null,
    withheldAt: null,
    removedAt: null,
    withdrawnBy: null,
    createdAt: Date.UTC(2026, 10, 23, 12),
    endedAt: null,
    settledAt: null,
    ...changes,
  };
}

/** What the first attempt of a job asks for. */
export function anInput(job: Job, changes: Partial<SubmitInput> = {}): SubmitInput {
  const { model, prompt, durationSeconds, aspectRatio, resolution, loop, concepts } = job.request;
  const asked = { model, prompt, durationSeconds, aspectRatio, resolution, loop, concepts };
  return { jobId: job.id, attempt: 1, slug: aCandidate(job.request).row.slug, ...asked, images: {}, ...changes };
}
