import { Refusal } from '../errors/refusal.ts';
import { escapeText } from '../words/plain-text.ts';
import { inEveryLanguage } from '../words/words.ts';

/**
 * Camera moves and views that Luma's models know by name.
 * @see https://api.apiframe.ai/v2/openapi.json (lumaParams.concepts)
 */
export const cameraConcepts = [
  'aerial',
  'aerial_drone',
  'bolt_cam',
  'crane_down',
  'crane_up',
  'dolly_zoom',
  'elevator_doors',
  'eye_level',
  'ground_level',
  'handheld',
  'high_angle',
  'low_angle',
  'orbit_left',
  'orbit_right',
  'over_the_shoulder',
  'overhead',
  'pan_left',
  'pan_right',
  'pedestal_down',
  'pedestal_up',
  'pov',
  'pull_out',
  'push_in',
  'roll_left',
  'roll_right',
  'selfie',
  'static',
  'tilt_down',
  'tilt_up',
  'tiny_planet',
  'truck_left',
  'truck_right',
  'zoom_in',
  'zoom_out',
] as const;
export type CameraConcept = (typeof cameraConcepts)[number];

/** The moves that suit most clips, for somebody who looks what there is. */
export const usefulConcepts: readonly CameraConcept[] = [
  'push_in',
  'pull_out',
  'orbit_left',
  'orbit_right',
  'pan_left',
  'pan_right',
  'tilt_up',
  'tilt_down',
  'zoom_in',
  'zoom_out',
  'crane_up',
  'crane_down',
  'truck_left',
  'truck_right',
  'dolly_zoom',
  'aerial_drone',
  'handheld',
  'static',
  'low_angle',
  'high_angle',
  'pov',
];

/**
 * At most so many in one request. Nobody states a limit, but more of them pull a short clip apart, and three fit into one
 * choice of Discord's autocomplete (100 characters).
 */
export const maxConcepts = 3;

/**
 * The names in a text: apart by commas, or by blanks alone where each is known; in any case, `push in` as well as `push_in`,
 * and what it is called in any language. What is known comes out under its own name.
 */
export function splitConcepts(text: string): string[] {
  return text
    .split(',')
    .map(conceptName)
    .filter((name) => name !== '')
    .flatMap((name) => namesIn(name) ?? [name]);
}

/** What a person typed for one concept, in the way that the names are written. */
export function conceptName(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\s_-]+/g, '_')
    .replace(/^_|_$/g, '');
}

export function isConcept(name: string): name is CameraConcept {
  return cameraConcepts.some((concept) => concept === name);
}

/** Discord lets nobody type more into the option: it takes three names of any length. */
export const conceptsTextLength = 100;

/**
 * Its own name, and what it is called in each language: Discord gives a suggestion's words back when they are typed on. No
 * spelling stands for two concepts.
 */
export function spellingsOf(concept: CameraConcept): string[] {
  return [...new Set([concept, ...inEveryLanguage(`concept.${concept}`).map(conceptName)])];
}

const spellings = cameraConcepts.flatMap((concept) => spellingsOf(concept).map((spelling) => ({ concept, spelling })));

/** The known names that a text is made of, the longest first where several begin alike; null where something is left over. */
function namesIn(text: string): CameraConcept[] | null {
  if (text === '') return [];
  if (text.length > conceptsTextLength) return null;
  const [first] = spellings
    .filter(({ spelling }) => `${text}_`.startsWith(`${spelling}_`))
    .toSorted((a, b) => b.spelling.length - a.spelling.length);
  const rest = first && namesIn(text.slice(first.spelling.length + 1));
  return rest ? [first.concept, ...rest] : null;
}

/**
 * Reads the option's text.
 * @returns each concept once, in the order in which they were named
 * @throws {Refusal} `concept-unknown`, with the nearest names, or `concepts-too-many`
 */
export function readConcepts(text: string): CameraConcept[] {
  const named = [...new Set(splitConcepts(text))];
  const concepts = named.filter(isConcept);
  const unknown = named.find((name) => !isConcept(name));
  if (unknown !== undefined) {
    const nearest = nearestConcepts(unknown).map((concept) => `\`${concept}\``);
    throw new Refusal('concept-unknown', { concept: escapeText(unknown, 40), nearest: nearest.join(', ') });
  }
  if (concepts.length > maxConcepts)
    throw new Refusal('concepts-too-many', { max: maxConcepts, given: concepts.length });
  return concepts;
}

/** Longer than any name: what is typed beyond it makes no difference to what is near. */
const comparedLength = 24;

/** The known name that is nearest to a text, and the next one where it is as near. */
export function nearestConcepts(text: string, among: readonly CameraConcept[] = cameraConcepts): CameraConcept[] {
  const typed = text.slice(0, comparedLength);
  const [nearest, next] = among
    .map((concept) => ({ concept, distance: distanceOf(typed, concept) }))
    .toSorted((a, b) => a.distance - b.distance);
  if (!nearest) return [];
  return next && next.distance === nearest.distance ? [nearest.concept, next.concept] : [nearest.concept];
}

/** A name that begins with what was typed, or holds it, is nearer than any other. */
function distanceOf(typed: string, concept: CameraConcept): number {
  const own = spellings.filter((spelling) => spelling.concept === concept);
  return Math.min(...own.map(({ spelling }) => distanceTo(typed, spelling)));
}

function distanceTo(typed: string, spelling: string): number {
  if (spelling.startsWith(typed)) return 0;
  return spelling.includes(typed) ? 1 : 1 + editsBetween(typed, spelling);
}

/** Letters to put in, leave out or exchange to make one text of another (Levenshtein's distance), row by row of its table. */
function editsBetween(from: string, to: string): number {
  let above = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [row, letter] of [...from].entries()) {
    let left = row + 1;
    const current = [left];
    for (const [index, wanted] of [...to].entries()) {
      const exchanged = (above[index] ?? 0) + (letter === wanted ? 0 : 1);
      left = Math.min(exchanged, (above[index + 1] ?? 0) + 1, left + 1);
      current.push(left);
    }
    above = current;
  }
  return above.at(-1) ?? 0;
}
