import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { suggestConcepts } from '../../src/catalogue/concept-suggestions.ts';
import { type CameraConcept, cameraConcepts, readConcepts, usefulConcepts } from '../../src/catalogue/concepts.ts';
import { wordsFor } from '../../src/words/words.ts';

const nameOf = (concept: CameraConcept) => wordsFor('en-US')(`concept.${concept}`);
const suggest = (text: string, offered: readonly CameraConcept[] = cameraConcepts) =>
  suggestConcepts(text, offered, nameOf);
const values = (text: string) => suggest(text).map(({ value }) => value);

describe('somebody who types', () => {
  it('nothing yet sees the most useful moves first, then all others', () => {
    for (const text of ['', '  ']) {
      expect(values(text).slice(0, usefulConcepts.length)).toEqual(usefulConcepts);
      expect(values(text).toSorted()).toEqual(cameraConcepts.toSorted());
    }
  });

  it('sees readable names, and sends Luma’s words', () => {
    expect(suggest('push')).toEqual([{ name: 'push in', value: 'push_in' }]);
    expect(suggest('pov')[0]).toEqual({ name: 'POV', value: 'pov' });
  });

  it.each([
    ['a beginning', 'pan', ['pan_left', 'pan_right']],
    ['a beginning before what holds the text', 'aerial', ['aerial_drone', 'aerial']],
    ['what begins with it first, then what holds it', 'pu', ['push_in', 'pull_out']],
    ['a part in the middle', 'drone', ['aerial_drone']],
    ['the beginnings before the middles', 'o', ['orbit_left', 'orbit_right', 'over_the_shoulder', 'overhead']],
    ['capitals and blanks', ' Tilt D', ['tilt_down']],
    ['a typing error', 'orbti_left', ['orbit_left']],
  ])('%s finds its moves (%j)', (_what, text, found) => {
    expect(values(text).slice(0, found.length)).toEqual(found);
  });

  it('goes on with the last of several, and keeps those before it in name and value', () => {
    expect(suggest('push in, tilt_u')).toEqual([{ name: 'push in, tilt up', value: 'push_in, tilt_up' }]);
    expect(suggest('push in,tilt up , POV')).toEqual([
      { name: 'push in, tilt up, POV', value: 'push_in, tilt_up, pov' },
    ]);
  });

  it('keeps what is not known as it is: it is refused later, never left out', () => {
    expect(suggest('pusk in, tilt_u')).toEqual([{ name: 'pusk_in, tilt up', value: 'pusk_in, tilt_up' }]);
  });

  it('is not offered what stands there already', () => {
    const after = values('push_in, pull_out,');
    expect(after).toHaveLength(cameraConcepts.length - 2);
    expect(after.every((value) => /^push_in, pull_out, (?!push_in$|pull_out$)/.test(value))).toBe(true);
    expect(values('pan left, pan')[0]).toBe('pan_left, pan_right');
  });

  it.each(['pov, aerial, static, ', 'pov, aerial, static, self', 'pov, aerial, static, selfie, roll'])(
    'more than three (%s) is offered the first three alone',
    (text) => {
      expect(suggest(text)).toEqual([{ name: 'POV, aerial, static', value: 'pov, aerial, static' }]);
    },
  );

  it('a fourth of which one stands twice is offered a third', () => {
    expect(values('pov, pov, aerial, sel')).toEqual(['pov, aerial, selfie']);
  });

  it('sees only what is to be had', () => {
    expect(suggest('', ['zoom_in', 'selfie']).map(({ value }) => value)).toEqual(['zoom_in', 'selfie']);
    expect(suggest('push', ['selfie']).map(({ value }) => value)).toEqual(['selfie']);
    expect(suggest('', [])).toEqual([]);
  });
});

it('every choice can be sent, typed on as Discord shows it, and fits into Discord', () => {
  const typed = fc.tuple(
    fc.array(fc.constantFrom(...cameraConcepts), { maxLength: 4 }),
    fc.constantFrom('', 'p', 'o', 'zoom', 'x'),
  );
  fc.assert(
    fc.property(typed, ([earlier, last]) => {
      for (const { name, value } of suggest([...earlier, last].join(', '))) {
        expect(readConcepts(name)).toEqual(readConcepts(value));
        expect(Math.max(name.length, value.length)).toBeLessThanOrEqual(100);
      }
    }),
    { seed: 20261123 },
  );
});
