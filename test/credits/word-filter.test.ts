import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileWords, findBlockedWord } from '../../src/credits/word-filter.ts';

/** A blocked word, and texts that hold it. */
const holding: readonly (readonly [word: string, texts: readonly string[]])[] = [
  [
    'violence',
    ['violence', 'Violence!', 'scenes of VIOLENCE', '(violence)', 'violence’s end', 'sex,violence', 'a\nviolence'],
  ],
  [
    'violence',
    ['víólèñçë', 'v̷i̷o̷l̷e̷n̷c̷e̷', 'VİOLENCE', 'vıolence', 'ＶＩＯＬＥＮＣＥ', '𝓿𝓲𝓸𝓵𝓮𝓷𝓬𝓮', 'ⓥⓘⓞⓛⓔⓝⓒⓔ', 'ᵛⁱᵒˡᵉⁿᶜᵉ'],
  ],
  [
    'violence',
    [
      'vio\u200blence',
      'v\u200di\u2060olen\ufe0fce',
      'vio\u00adlence',
      '\u202eviolence',
      'vi\u{e0041}olence',
      'violenceㅤhere',
    ],
  ],
  ['violence', ['vіоlеnсе', 'VΙΟLΕΝCΕ', 'viоlеnсe', 'ᴠɪᴏʟᴇɴᴄᴇ', '🅥🅘🅞🅛🅔🅝🅒🅔', 'vioIence', 'vi∅lence'.replace('∅', 'ø')]],
  [
    'violence',
    ['v10lence', 'v1ol3nce', 'vi0lence', 'vio|ence', 'v!olence', 'violence4k', '2violence', 'v1olence@home'],
  ],
  [
    'violence',
    [
      'v i o l e n c e',
      'v.i.o.l.e.n.c.e',
      'v-i-o-l-e-n-c-e',
      'v_i_o_l_e_n_c_e',
      'a v i o l e n c e b',
      'v 1 0 l e n c e',
    ],
  ],
  [
    'violence',
    ['v🔥i🔥o🔥l🔥e🔥n🔥c🔥e', '🔥violence🔥', '🇻🇮🇴🇱🇪🇳🇨🇪', '🇻 🇮 🇴 🇱 🇪 🇳 🇨 🇪', '🇺🇸violence', 'violence™', 'violence²'],
  ],
  ['ass', ['ass', 'my ass.', 'áss', 'аss', '@ss', 'a$$', 'a s s', 'A.S.S.', 'i a s s']],
  ['asshole', ['a55hole', '@sshole', 'assh0le', 'a$$hole']],
  ['sex', ['s3x', 'sеx', 'ѕех', 's.e.x', 'ＳＥＸ', '🇸🇪🇽', 's€x', 'sex2', 'ѕ е х🇺🇸']],
  ['nipple', ['n1pp1e', 'nippIe', 'NIPPLE']],
  ['ss', ['SS', 'S.S.', 'ss-uniform']],
  ['naïve', ['naive', 'NAÏVE', 'nai\u0308ve']],
  ['straße', ['STRASSE', 'strasse', 'STRAẞE']],
  ['strasse', ['Straße']],
  ['Fluß', ['fluss', 'FLUSS']],
  ['ırk', ['IRK', 'ırk', 'irk']],
  ['İnsan', ['insan', 'INSAN', 'İNSAN']],
  ['сука', ['Сука!', 'СУКА', 'cyкa', 'CYKA', 'с у к а']],
  ['ёлка', ['елка', 'ЁЛКА']],
  ['φόνος', ['ΦΟΝΟΣ', 'φονος', 'φόνος', 'Φόνος']],
  ['عنف', ['مشهد عُنْف', 'عنف', 'عـــنـــف', 'ع ن ف']],
  ['أنف', ['انف']],
  ['שנאה', ['שִׂנְאָה', 'שנאה']],
  ['हिंसा', ['हिंसा का दृश्य']],
  ['폭력', ['폭력 장면', '폭.력']],
  ['whore', ['wнore', 'WНОRE']],
  ['ham', ['haɱ', 'hаm']],
  ['暴力', ['この映画は暴力シーンが多い', '家庭内暴力', '暴力', '暴 力', '暴。力']],
  ['色情', ['色情图片']],
  ['核兵器', ['核兵器禁止']],
  ['バイオレンス', ['バイオレンス映画', 'ﾊﾞｲｵﾚﾝｽ']],
  ['エロ', ['エロ漫画', '工口']],
  ['รุนแรง', ['เขาไม่ใช้ความรุนแรง']],
  ['violence', ['とてもviolenceな映画']],
  ['AV女優', ['av女優', 'ＡＶ女優']],
  [
    'child abuse',
    [
      'child abuse',
      'Child   Abuse',
      'child\u00a0abuse',
      'child\n\tabuse',
      'child-abuse',
      'child_abuse',
      'c h i l d  a b u s e',
    ],
  ],
  ['n-word', ['n-word', 'n word']],
  ["don't", ['don’t', "DON'T"]],
  ['🍆', ['an 🍆', 'x🍆y', '🍆️']],
  ['c++', ['I like c++ a lot']],
  ['f*ck', ['F*ck you']],
  ['(.*)', ['a (.*) b']],
  ['1488', ['1488', 'x1488', '１４８８']],
  ['4chan', ['4chan!', '4CHAN']],
  ['rule34', ['Rule34']],
  ['p0rn', ['p0rn']],
];

/** A blocked word, and texts that must pass. */
const free: readonly (readonly [word: string, texts: readonly string[]])[] = [
  [
    'violence',
    [
      'nonviolence',
      'violences',
      'violent',
      'violencia',
      'vio lence',
      'v io le nce',
      'violenc',
      'iolence',
      'x violencev',
    ],
  ],
  ['cunt', ['Scunthorpe', 'Scunthorpe United']],
  [
    'ass',
    [
      'class',
      'assassin',
      'bass',
      'grass',
      'passing',
      'as s',
      'a55',
      'Galaxy A55',
      'two A5s',
      'as5',
      'A a a a s s',
      'as salt',
      '455',
    ],
  ],
  ['sex', ['Essex', 'Middlesex', 'Sussex', 'sextant', 'sexton', '5ex', '🇸🇪🇽🇰', 'se×', 'Tse x']],
  ['tit', ['title', 'Titanic', 'appetite', 'constitution']],
  ['cock', ['cocktail', 'peacock', 'Hitchcock', 'cockatoo']],
  ['hell', ['hello', 'shell', 'he’ll', "he'll", 'Hel!', 'heil', 'h e i l']],
  ['gun', ['begun', 'Gunnar', '🇬🇺🇳🇴']],
  ['ss', ['5s', '🇸🇸', 'U.S.S.R.', 'S/S', 's s', 'class', 's5']],
  ['ai', ['A. I think so', 'a i', '🇦🇮', '4i', 'ail']],
  ['bum', ['burn', 'BURN', 'b u r n']],
  ['com', ['corn']],
  ['balls', ['bails', 'ba lls']],
  ['fall', ['fail']],
  ['ed', ['3d', '3D render']],
  ['ist', ['the 1st']],
  ['sam', ['5am']],
  ['die', ['died', 'soldier', 'd i e t s']],
  ['the rapist', ['therapist', 'the rapists', 'The therapist', 'the, rapist']],
  ['child abuse', ['child', 'abuse', 'abuse child', 'child of abuse', 'children abuse']],
  ['pot', ['рот', 'открой рот', 'spot']],
  ['ham', ['нам', 'там']],
  ['сука', ['сукачев', 'барсука']],
  ['рак', ['ракета', 'paket']],
  ['straße', ['strasser', 'Landstraße']],
  ['عنف', ['عنفوان', 'يعنف']],
  ['暴力', ['非暴力', '暴', '暴れる力']],
  ['京都', ['東京都']],
  ['かき', ['がき', '柿']],
  ['エロ', ['メロン', 'エ ロック']],
  ['血', ['血液型']],
  ['ไม่', ['ไม้']],
  ['हिंसा', ['अहिंसा', 'हंसा']],
  ['다', ['바다', '다리']],
  ['av', ['avocado', 'save', 'アv1']],
  ['c++', ['vitamin c', 'c', 'c + +']],
  ['c4', ['ça va', 'ca', 'abc4']],
  ['1488', ['11488', '14888', '14 88', 'iabb']],
  ['4chan', ['achan', '14chan']],
  ['(.*)', ['anything at all', '()']],
  ['.', ['no dot here']],
  ['🍆', ['🍅', 'aubergine']],
  ['👩', ['👨', 'woman']],
  ['us', ['🇺🇸', 'bus', 'U S A today']],
  ['ok', ['0k', 'k']],
];

const cases = (table: typeof holding) => table.flatMap(([word, texts]) => texts.map((text) => [word, text] as const));

it.each(cases(holding))('«%s» is found in «%s»', (word, text) => {
  expect(compileWords([word])(text)).toBe(word);
});

it.each(cases(free))('«%s» is not found in «%s»', (word, text) => {
  expect(compileWords([word])(text)).toBeNull();
});

describe('a filter', () => {
  it('says which of many words it found, as it was laid down', () => {
    const find = compileWords(['Gore', 'Straße', 'the Rapist', '暴力']);
    expect(find('a street (STRASSE) at night')).toBe('Straße');
    expect(find('the   rapist')).toBe('the Rapist');
    expect(find('家庭内暴力')).toBe('暴力');
    expect(find('g o r e')).toBe('Gore');
    expect(find('a cat')).toBeNull();
  });

  it('tells words apart that begin alike, or differ by an i and an l', () => {
    const words = ['kill', 'killer', 'kiil', 'kil', 'killer bee'];
    const find = compileWords(words);
    for (const word of words) expect(find(`a ${word}.`)).toBe(word === 'killer bee' ? 'killer' : word);
    expect(find('kille')).toBeNull();
  });

  it('finds nothing without words, nor by words that show nothing', () => {
    expect(compileWords([])('anything')).toBeNull();
    expect(compileWords(['', ' ', '\u200b', '-', '\u0301'])('any - thing \u200b at all')).toBeNull();
  });

  it('is made once of a list', () => {
    const words = ['gore'];
    expect(findBlockedWord('no gore', words)).toBe('gore');
    words.push('cat');
    expect(findBlockedWord('a cat', words)).toBeNull();
    expect(findBlockedWord('a cat', ['cat'])).toBe('cat');
  });
});

const word = fc.string({ unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz'), minLength: 4, maxLength: 12 });
const anyText = fc.string({ unit: 'binary', maxLength: 200 });

/** Ways in which a letter is written without being another one. */
const disguises: readonly ((letter: string) => string)[] = [
  (letter) => letter,
  (letter) => letter.toUpperCase(),
  (letter) => `${letter}\u0301`,
  (letter) => `${letter}\u200b`,
  (letter) => String.fromCodePoint(0x1d41a + letter.charCodeAt(0) - 97),
  (letter) => String.fromCodePoint(0xff41 + letter.charCodeAt(0) - 97),
];

describe('for any text', () => {
  it('a filter gives null or one of its words, and does not throw', () => {
    fc.assert(
      fc.property(fc.array(anyText, { maxLength: 8 }), anyText, (words, text) => {
        const found = compileWords(words)(text);
        expect(found === null || words.includes(found)).toBe(true);
      }),
    );
  });

  it('a word is found in every disguise of its letters', () => {
    const disguised = word.chain((letters) =>
      fc.tuple(
        fc.constant(letters),
        fc.array(fc.nat(disguises.length - 1), { minLength: letters.length, maxLength: letters.length }),
      ),
    );
    fc.assert(
      fc.property(disguised, fc.constantFrom('', ' ', '. ', '🔥'), ([letters, ways], apart) => {
        const text = Array.from(letters, (letter, index) => disguises[ways[index] ?? 0]?.(letter)).join(apart);
        expect(compileWords([letters])(`so ${text}, yes`)).toBe(letters);
        expect(compileWords([text])(letters)).toBe(apart === '' ? text : null);
      }),
    );
  });

  it('a word inside a longer one is not found', () => {
    const around = fc.tuple(word, word, fc.boolean());
    fc.assert(
      fc.property(around, ([inner, more, before]) => {
        const longer = before ? more + inner : inner + more;
        expect(compileWords([inner])(`a ${longer} here`)).toBe(longer === inner ? inner : null);
      }),
    );
  });

  it('what is found is found as well among more words', () => {
    fc.assert(
      fc.property(word, fc.array(word, { maxLength: 30 }), anyText, (one, more, text) => {
        expect(compileWords([...more, one])(`${text} ${one}`)).not.toBeNull();
      }),
    );
  });
});
