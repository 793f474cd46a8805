import { describe, expect, it } from 'vitest';
import { de } from '../../src/words/de/index.ts';
import { en, type WordKey } from '../../src/words/en/index.ts';
import { otherLanguages, wordsFor } from '../../src/words/words.ts';
import { differences } from './compare-languages.ts';

const others: Readonly<Record<string, Readonly<Record<string, string>>>> = { de };
/** As they stand: a language's own text, not what is filled in. */
const all = Object.entries({ en, ...others }) as [string, Readonly<Record<WordKey, string>>][];

describe('another language', () => {
  it('is held against English, whichever it is', () => {
    expect(Object.keys(others)).toEqual(otherLanguages);
  });

  it.each(Object.entries(others))(
    '%s has the same texts, with the same places, mentions, commands and marks',
    (locale, texts) => {
      expect(differences(locale, en, texts)).toEqual([]);
    },
  );

  it.each<[string, string, Record<string, string>, string]>([
    ['lacks a text', 'A', {}, 'de has no «x»'],
    ['has one too many', 'A', { x: 'A', y: 'B' }, '«y» of de is not in English'],
    ['lacks a place', '{{a}} of {{b}}', { x: '{{a}}' }, 'places in English are «{{a}} {{b}}», in de «{{a}}»'],
    ['has another name for a place', '{{a}}', { x: '{{b}}' }, 'places in English are «{{a}}», in de «{{b}}»'],
    ['shows a moment in another way', '<t:{{at}}:R>', { x: '<t:{{at}}:f>' }, 'mentions in English are «<t:{{at}}:R>»'],
    ['mentions nobody', '<@{{a}}>', { x: '{{a}}' }, 'mentions in English are «<@{{a}}>», in de «»'],
    ['names another command', '`/jobs`', { x: '`/aufgaben`' }, 'code in English are «`/jobs`», in de «`/aufgaben`»'],
    ['leaves a bold text open', '**A** b', { x: '**A b' }, 'bold in English are «** **», in de «**»'],
    ['shows what is hidden', '||a||', { x: 'a' }, 'hidden in English are «|| ||»'],
    ['writes small what is not', 'a\nb', { x: 'a\n-# b' }, 'lines in English are'],
    ['leads nowhere', '[a]({{u}})', { x: 'a: {{u}}' }, 'links in English are «]({{u}})», in de «»'],
    ['has no picture', '⚠️ a', { x: 'a' }, 'pictures in English are «⚠», in de «»'],
  ])('that %s is told', (_what, english, other, line) => {
    expect(differences('de', { x: english }, other).join('\n')).toContain(line);
  });

  it('has every form that its numbers have', () => {
    const english = { a_one: '{{count}} video', a_other: '{{count}} videos' };
    expect(differences('de', english, { a_one: '{{count}} Video', a_other: '{{count}} Videos' })).toEqual([]);
    expect(differences('pl', english, english)).toEqual(['pl has no «a_few»', 'pl has no «a_many»']);
  });

  it('writes examples of numbers in its own way', () => {
    expect(differences('de', { x: '`1,000`' }, { x: '`1.000`' })).toEqual([]);
  });
});

describe.each(all)('in %s', (locale, texts) => {
  const words = wordsFor(locale);
  const own = Object.keys(texts) as WordKey[];

  it('no text is empty, or so long that two of them fill a message', () => {
    for (const key of own) {
      // What is put behind another text may begin with a blank.
      expect(texts[key], key).toMatch(/^ ?\S(?:.*\S)?$/s);
      expect(texts[key].length, key).toBeLessThan(450);
      expect(texts[key].replaceAll(/\{\{\w+\}\}/g, ''), key).not.toMatch(/[{}]/);
    }
  });

  /** https://docs.discord.com/developers/components/reference: of the texts as they stand, with room for what is filled in */
  it.each<[string, RegExp, number]>([
    ['menu commands', /^menu\./, 32],
    ['buttons', /\.button\.|^page\.|^(?:job\.delete|privacy\.erase)\.(?:yes|no)$|^job\.vary\.make$/, 60],
    [
      'forms, their titles and inputs',
      /^animate-form\.\w+$|\.form\.(?:title|reason)$|^job\.edit\.(?:title|prompt)$/,
      45,
    ],
    ['other titles and inputs', /^quota\.(?:tier\.modal|reason\.label)$/, 45],
    ['hints', /(?:prompt|form|edit)\.hint$/, 100],
    ['lines of menus', /\.choice$|^job\.vary\.(?:ratio|loop)\.|^jobs\.(?:filter\.|choose$)|\.placeholder$/, 80],
  ])('%s are as short as Discord wants them', (_what, pattern, most) => {
    const meant = own.filter((key) => pattern.test(key));
    expect(meant).not.toEqual([]);
    for (const key of meant) expect(texts[key].length, key).toBeLessThanOrEqual(most);
  });

  it('a text that names a button or a menu calls it as it is called', () => {
    const again = texts['job.button.again'].replace(/ \(.*$/, '');
    expect(texts['refusal.video-expired']).toContain(`**${again}**`);
    expect(texts['refusal.message-without-picture']).toContain(`**${texts['menu.animate-this']}**`);
    expect(texts['settings.hint.reportsChannelId']).toContain(`**Apps → ${texts['menu.report']}**`);
  });

  it('what is counted in the thousands is written as the language writes it', () => {
    const number = new Intl.NumberFormat(locale).format(12_345);
    expect(words('refusal.too-few-credits', { price: 12_345, available: 1 })).toContain(`**${number} `);
  });
});

describe('German', () => {
  const texts = Object.entries(de);

  it('is spoken to whoever reads it, in all its variants', () => {
    for (const locale of ['de', 'de-AT']) expect(wordsFor(locale)('card.preparing')).toBe(de['card.preparing']);
  });

  it('has its own quotation marks, and no straight ones', () => {
    for (const [key, text] of texts) {
      expect(text, key).not.toMatch(/["«»]|[“](?=\p{L})/u);
      expect(text.split('„').length, key).toBe(text.split('“').length);
    }
  });

  it('keeps a number and its unit in one line', () => {
    for (const [key, text] of texts) expect(text, key).not.toMatch(/(?:\}\}|\d) (?:s|min|h|MB|KB|%)(?![\p{L}\d])/u);
  });
});
