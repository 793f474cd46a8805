import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cameraConcepts,
  conceptsTextLength,
  isConcept,
  maxConcepts,
  nearestConcepts,
  readConcepts,
  spellingsOf,
  splitConcepts,
  usefulConcepts,
} from '../../src/catalogue/concepts.ts';
import { inEveryLanguage } from '../../src/words/words.ts';
import { refusalOf } from '../builders/refusal.ts';

describe('concepts are read', () => {
  it.each([
    ['', []],
    [' , ,', []],
    ['push_in', ['push_in']],
    ['Push In', ['push_in']],
    ['PUSH-IN', ['push_in']],
    ['  push   in ,tilt_up', ['push_in', 'tilt_up']],
    ['push_in, push in, PUSH_IN', ['push_in']],
    ['push_in pan left', ['push_in', 'pan_left']],
    ['aerial drone', ['aerial_drone']],
    ['aerial, drone', 'drone'],
    ['aerial pov', ['aerial', 'pov']],
    ['over the shoulder, tiny planet', ['over_the_shoulder', 'tiny_planet']],
    ['Ranfahrt, Über die Schulter', ['push_in', 'over_the_shoulder']],
    ['u\u0308ber die schulter', ['over_the_shoulder']],
    ['Schwenk links tilt up', ['pan_left', 'tilt_up']],
  ])('%j as %j', (text, read) => {
    if (typeof read === 'string') expect(refusalOf(() => readConcepts(text)).context.concept).toBe(read);
    else expect(readConcepts(text)).toEqual(read);
  });

  it('whatever they are, in the order in which they are named', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.constantFrom(...cameraConcepts), { maxLength: maxConcepts }),
        fc.constantFrom(', ', ',', ' '),
        fc.boolean(),
        (concepts, separator, spaced) => {
          const text = concepts.map((name) => (spaced ? name.replaceAll('_', ' ') : name)).join(separator);
          if (separator !== ' ' || !spaced) expect(readConcepts(text)).toEqual(concepts);
          expect(text.length).toBeLessThanOrEqual(conceptsTextLength);
        },
      ),
      { seed: 20261123 },
    );
  });

  it.each([
    ['pushin', 'pushin', '`push_in`'],
    ['push_in, zom in', 'zom\\_in', '`zoom_in`'],
    ['push in and pan left', 'push\\_in\\_and\\_pan\\_left', '`'],
    ['pan', 'pan', '`pan_left`, `pan_right`'],
    ['zoom', 'zoom', '`zoom_in`, `zoom_out`'],
    ['drone', 'drone', '`aerial_drone`'],
    ['crane_sideways', 'crane\\_sideways', '`crane_'],
    ['@everyone', '\\@everyone', '`'],
  ])('%j is refused: it names %s and the nearest, %s', (text, concept, nearest) => {
    const { code, context } = refusalOf(() => readConcepts(text));
    expect(code).toBe('concept-unknown');
    expect(context.concept).toBe(concept);
    expect(context.nearest).toContain(nearest);
  });

  it('never more than three, and an unknown one is told first', () => {
    expect(refusalOf(() => readConcepts('pov, aerial, static, selfie'))).toMatchObject({
      code: 'concepts-too-many',
      context: { max: 3, given: 4 },
    });
    expect(refusalOf(() => readConcepts('pov, aerial, static, selfy')).code).toBe('concept-unknown');
    expect(readConcepts('pov, aerial, static, pov')).toHaveLength(3);
  });

  it('and a flood of text is short in the refusal', () => {
    const { context } = refusalOf(() => readConcepts('pov_'.repeat(1_500)));
    expect(String(context.concept).length).toBeLessThanOrEqual(40);
  });
});

describe('the names of a concept', () => {
  it('are read as that concept, in every language, and none stands for two', () => {
    for (const concept of cameraConcepts)
      for (const spelling of spellingsOf(concept)) expect(readConcepts(spelling), spelling).toEqual([concept]);
    const all = cameraConcepts.flatMap(spellingsOf);
    expect(new Set(all).size).toBe(all.length);
  });

  it('fit into the option, however many may be named', () => {
    const longest = cameraConcepts
      .flatMap((concept) => inEveryLanguage(`concept.${concept}`))
      .toSorted((a, b) => b.length - a.length)
      .slice(0, maxConcepts);
    expect(longest.join(', ').length).toBeLessThanOrEqual(conceptsTextLength);
  });
});

describe('the nearest concept', () => {
  it('is found by its name in any language', () => {
    expect(nearestConcepts('ranfart')).toEqual(['push_in']);
    expect(nearestConcepts('rückfahrd')).toEqual(['pull_out']);
  });

  it('is the concept itself, whatever letter is missing or doubled', () => {
    for (const concept of cameraConcepts) {
      expect(nearestConcepts(concept)[0]?.startsWith(concept)).toBe(true);
      const doubled = `${concept.slice(0, 2)}${concept.slice(1)}`;
      expect(nearestConcepts(doubled), doubled).toContain(concept);
    }
  });

  it('is one, or two that are as near, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const nearest = nearestConcepts(text);
        expect([1, 2]).toContain(nearest.length);
        expect(nearest.every(isConcept)).toBe(true);
      }),
      { seed: 20261123 },
    );
    expect(nearestConcepts('tilt_', ['pov'])).toEqual(['pov']);
    expect(nearestConcepts('tilt', [])).toEqual([]);
  });

  it('counts exchanges, gaps and additions alike', () => {
    expect(nearestConcepts('statix')).toEqual(['static']);
    expect(nearestConcepts('sttic')).toEqual(['static']);
    expect(nearestConcepts('stattic')).toEqual(['static']);
    expect(nearestConcepts('move_in')).toEqual(['zoom_in']);
    expect(nearestConcepts('tilt_dpwn')).toEqual(['tilt_down']);
  });
});

it('the useful concepts are concepts, each once', () => {
  expect(new Set(usefulConcepts).size).toBe(usefulConcepts.length);
  expect(usefulConcepts.length).toBeLessThanOrEqual(25);
  expect(splitConcepts(usefulConcepts.join(','))).toEqual(usefulConcepts);
});
