import {
  type CameraConcept,
  conceptName,
  isConcept,
  maxConcepts,
  nearestConcepts,
  splitConcepts,
  usefulConcepts,
} from './concepts.ts';

/** One line of what is offered to somebody who types: what is read, and what it stands for. */
export interface ConceptSuggestion {
  readonly name: string;
  readonly value: string;
}

/**
 * What the concepts that somebody is typing may become. The last one is completed, those before it are kept; what begins
 * with the text comes first, then what holds it, then what is near to it.
 * @param offered - what can be had
 * @param nameOf - as people read it, with the words of its own name: Discord gives it back as text when it is typed on
 */
export function suggestConcepts(
  text: string,
  offered: readonly CameraConcept[],
  nameOf: (concept: CameraConcept) => string,
): ConceptSuggestion[] {
  const comma = text.lastIndexOf(',') + 1;
  const earlier = [...new Set(splitConcepts(text.slice(0, comma)))];
  const suggestionOf = (names: readonly string[]): ConceptSuggestion => ({
    name: names.map((name) => (isConcept(name) ? nameOf(name) : name)).join(', '),
    value: names.join(', '),
  });
  if (earlier.length >= maxConcepts) return [suggestionOf(earlier.slice(0, maxConcepts))];
  const left = byUsefulness(offered).filter((concept) => !earlier.includes(concept));
  return matching(conceptName(text.slice(comma)), left, nameOf).map((concept) => suggestionOf([...earlier, concept]));
}

function byUsefulness(concepts: readonly CameraConcept[]): CameraConcept[] {
  const useful = usefulConcepts.filter((concept) => concepts.includes(concept));
  return [...useful, ...concepts.filter((concept) => !useful.includes(concept))];
}

function matching(
  typed: string,
  concepts: readonly CameraConcept[],
  nameOf: (concept: CameraConcept) => string,
): CameraConcept[] {
  const texts = concepts.map((concept) => ({ concept, spellings: [concept, conceptName(nameOf(concept))] }));
  const beginning = texts.filter(({ spellings }) => spellings.some((each) => each.startsWith(typed)));
  const holding = texts.filter(({ spellings }) => spellings.some((each) => each.includes(typed)));
  const matches = [...new Set([...beginning, ...holding].map(({ concept }) => concept))];
  return matches.length > 0 ? matches : nearestConcepts(typed, concepts);
}
