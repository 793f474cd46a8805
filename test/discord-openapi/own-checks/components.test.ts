import { describe, expect, it } from 'vitest';
import { callback, edit, found, post, reply } from '../sample-requests.ts';
import { checkComponents, checkModal } from './components.ts';
import { componentsV2 } from './messages.ts';

const button = (id: string, more = {}) => ({ type: 2, style: 1, label: 'Again', custom_id: id, ...more });
const row = (...components: unknown[]) => ({ type: 1, components });
const buttons = (count: number, prefix = 'b') => Array.from({ length: count }, (_, n) => button(`${prefix}${n}`));
const text = (content: string) => ({ type: 10, content });

describe('the check of components', () => {
  it.each<[string, object, string]>([
    [
      'an id of 101 characters',
      { components: [row(button('x'.repeat(101)))] },
      'components[0].components[0].custom_id',
    ],
    ['an empty id', { components: [row(button(''))] }, 'components[0].components[0].custom_id: must have 1 to 100'],
    [
      'one id twice',
      { components: [row(button('a')), row(button('a'))] },
      'components[1].components[0].custom_id: stands',
    ],
    [
      'a label of 81 characters',
      { components: [row(button('a', { label: 'x'.repeat(81) }))] },
      'components[0].components[0].label',
    ],
    [
      'six rows',
      { components: Array.from({ length: 6 }, (_, n) => row(button(`b${n}`))) },
      'components: at most 5 rows',
    ],
    ['six buttons in a row', { components: [row(...buttons(6))] }, 'components[0].components: a row holds'],
    ['a row of nothing', { components: [row()] }, 'components[0].components: a row holds'],
    [
      'a button beside a menu',
      { components: [row(button('a'), { type: 3, custom_id: 'm' })] },
      'components[0].components: a row',
    ],
    ['texts without the flag for them', { components: [text('a')] }, 'components[0]: needs the flag'],
    [
      '41 components, those inside of others among them',
      {
        flags: componentsV2,
        content: null,
        components: [{ type: 17, components: Array.from({ length: 40 }, () => text('a')) }],
      },
      'components: at most 40',
    ],
    [
      'an id twice, once beside a text',
      {
        flags: componentsV2,
        components: [row(button('a')), { type: 9, components: [text('a')], accessory: button('a') }],
      },
      'components[1].accessory.custom_id: stands',
    ],
  ])('finds %s', (_, fields, expected) => {
    for (const request of [post({ ...fields }), edit({ ...fields })])
      expect(found(checkComponents, request)).toEqual([expect.stringContaining(expected)]);
    expect(found(checkComponents, reply({ ...fields }))).toEqual([expect.stringContaining(`data.${expected}`)]);
  });

  it('passes what Discord takes', () => {
    const rows = Array.from({ length: 5 }, (_, n) => row(...buttons(5, `r${n}-`)));
    expect(found(checkComponents, post({ components: rows }))).toEqual([]);
    const texts = Array.from({ length: 40 }, () => text('a'));
    expect(found(checkComponents, post({ flags: componentsV2, components: texts }))).toEqual([]);
    expect(found(checkComponents, post())).toEqual([]);
  });
});

describe('the check of modals', () => {
  const field = (id: string) => ({ type: 18, label: 'Why', component: { type: 4, custom_id: id, style: 1 } });
  const modal = (changes: object = {}) =>
    callback({ type: 9, data: { custom_id: 'form', title: 'A form', components: [field('a')], ...changes } });

  it.each<[string, object, string]>([
    ['an id of 101 characters', { custom_id: 'x'.repeat(101) }, 'data.custom_id'],
    ['no id', { custom_id: undefined }, 'data.custom_id'],
    ['an id twice', { components: [field('a'), field('a')] }, 'data.components[1].component.custom_id: stands'],
    ['a field without an id', { components: [field('')] }, 'data.components[0].component.custom_id'],
    ['a title of 46 characters', { title: 'x'.repeat(46) }, 'data.title'],
    ['no title', { title: '' }, 'data.title'],
    ['no fields', { components: [] }, 'data.components'],
    ['six fields', { components: Array.from({ length: 6 }, (_, n) => field(`f${n}`)) }, 'data.components'],
  ])('finds %s', (_, changes, expected) => {
    expect(found(checkModal, modal(changes))).toEqual([expect.stringContaining(expected)]);
  });

  it('passes what Discord takes', () => {
    const components = Array.from({ length: 5 }, (_, n) => field(`f${n}`));
    expect(found(checkModal, modal({ components, title: 'x'.repeat(45), custom_id: 'x'.repeat(100) }))).toEqual([]);
    expect(found(checkModal, reply())).toEqual([]);
  });
});
