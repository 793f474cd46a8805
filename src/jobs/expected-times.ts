import { type CatalogueRow, durationsSeconds, type ModelId, modelIds } from '../catalogue/models.ts';
import type { ExpectedTime } from '../operations/status-reports.ts';
import type { Durations } from './durations.ts';

/**
 * How long each kind of video takes at the service that is asked first.
 * @param rows - in the operator's order
 */
export function expectedTimes(rows: readonly CatalogueRow[], durations: Durations): ExpectedTime[] {
  return modelIds.flatMap((model) => timesOf(model, rows, durations));
}

function timesOf(model: ModelId, rows: readonly CatalogueRow[], durations: Durations): ExpectedTime[] {
  return durationsSeconds.flatMap((durationSeconds) => {
    const row = rows.find((each) => each.model === model && each.terms[durationSeconds]);
    const terms = row?.terms[durationSeconds];
    if (!row || !terms) return [];
    const law = durations.lawOfCandidate({ row, terms });
    return [{ model, durationSeconds, typicalMs: law.quantileMs(0.5), mostMs: law.quantileMs(0.95) }];
  });
}
