import { labelsInTheWay } from '../catalogue/demands.ts';
import { type CatalogueRow, durationsSeconds, models, providerTitles } from '../catalogue/models.ts';
import { type Candidate, candidatesFor, offerOf, rowsFor } from '../catalogue/offer.ts';
import { type GenerationRequest, imageUseOf } from '../catalogue/request.ts';
import { Refusal } from '../errors/refusal.ts';
import type { LiveCosts } from '../providers/live-costs.ts';
import type { HindranceReason } from '../providers/provider-health.ts';
import type { Router } from '../providers/router.ts';

export interface AdmissionParts {
  readonly rows: readonly CatalogueRow[];
  readonly router: Pick<Router, 'choose'>;
  readonly costs: LiveCosts;
}

/**
 * The best way to make a request, as it is held and counted: at its price, and at the cost of the dearest that may make it
 * in the end, so that no change of provider can break the operator's limit.
 * @throws {Refusal} when nobody here can make it, or when only the operator can change that nobody can now
 */
export function admit(request: GenerationRequest, parts: AdmissionParts): Candidate {
  const { rows, router, costs } = parts;
  const { durationSeconds } = request;
  const [best, ...others] = candidatesFor(request, rows);
  const candidates = [best, ...others].map((candidate) => costs.applyTo(candidate, durationSeconds));
  const choice = router.choose(candidates);
  if (choice.kind === 'none') throw unserved(request, choice.candidate ?? best, choice.hindrance?.reason, parts);
  const costMicroUsd = Math.max(...candidates.map(({ terms }) => terms.costMicroUsd));
  return { ...best, terms: { ...best.terms, costMicroUsd } };
}

/** Names the service, what is the matter with it, and the way out where there is one. */
function unserved(
  request: GenerationRequest,
  { row }: Candidate,
  reason: HindranceReason | undefined,
  parts: AdmissionParts,
): Refusal {
  const provider = providerTitles[row.provider];
  const model = models[request.model].name;
  const usable = usableRows(request, parts);
  const offer = offerOf(request.model, usable);
  if (!offer) return hopeless(reason, model, provider);
  const options = labelsInTheWay(request, usable).join(', ');
  const lengths = offer.durationsSeconds.map((seconds) => `${seconds} s`);
  const allowed = `${lengths.join(', ')}; ${offer.aspectRatios.join(', ')}`;
  return new Refusal('options-need-other-service', { model, provider, options, allowed });
}

/** What can be made of such pictures now: the lengths of each row that its provider would take. */
function usableRows(request: GenerationRequest, { rows, router, costs }: AdmissionParts): CatalogueRow[] {
  return rowsFor(imageUseOf(request), rows).flatMap((row) => {
    const terms = durationsSeconds.flatMap((seconds) => {
      const own = row.terms[seconds];
      if (!own) return [];
      const candidate = costs.applyTo({ row, terms: own }, seconds);
      return router.choose([candidate]).kind === 'none' ? [] : [[seconds, own]];
    });
    return terms.length > 0 ? [{ ...row, terms: Object.fromEntries(terms) }] : [];
  });
}

function hopeless(reason: HindranceReason | undefined, model: string, provider: string): Refusal {
  switch (reason) {
    case 'out-of-credits':
      return new Refusal('service-out-of-credits', { model, provider });
    case 'key-refused':
      return new Refusal('service-refuses-us', { model, provider });
    case 'withdrawn':
      return new Refusal('service-withdrew-model', { model, provider });
    default:
      return new Refusal('no-provider', { model });
  }
}
