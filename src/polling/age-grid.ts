/** The ages at which laws are tabulated: evenly spaced in their logarithm, from half a second to four hours. */

export const shortestMs = 500;
export const longestMs = 4 * 3_600_000;
/** A fiftieth of an age apart: finer than any schedule could use. */
export const cells = 512;

const logShortest = Math.log(shortestMs);
/** Between two places, in log time. */
export const logStep = Math.log(longestMs / shortestMs) / cells;

/** Log milliseconds of a place. */
export const logAt = (place: number): number => logShortest + place * logStep;

/** The age of each place, milliseconds. */
export const ages = Float64Array.from({ length: cells + 1 }, (_, place) => Math.exp(logAt(place)));

/** The place nearest to a logarithm; the first or the last for one outside. */
export function placeNear(log: number): number {
  return Math.min(cells, Math.max(0, Math.round((log - logShortest) / logStep)));
}

/** The cell in which an age lies, by the place where it begins. */
export function cellOf(ageMs: number): number {
  const cell = Math.floor((Math.log(ageMs) - logShortest) / logStep);
  return Math.min(cells - 1, Math.max(0, cell));
}

/** The logarithm of a duration, kept within the grid. */
export function logOf(ms: number): number {
  return Math.log(Math.min(longestMs, Math.max(shortestMs, ms)));
}
