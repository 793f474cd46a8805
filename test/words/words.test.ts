import { describe, expect, it } from 'vitest';
import type { RefusalCode } from '../../src/errors/refusal.ts';
import type { Trouble } from '../../src/jobs/failure-rate.ts';
import type { JobFailure } from '../../src/jobs/job.ts';
import type { LinkReason, Progress, WaitingFor } from '../../src/jobs/poster.ts';
import type { NoticeCode } from '../../src/operations/operator-notices.ts';
import { en, type WordKey } from '../../src/words/en/index.ts';
import { wordsFor } from '../../src/words/words.ts';
import { findWordUses } from './word-uses.ts';

const keys = Object.keys(en) as WordKey[];
const placesIn = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name);

// The compiler keeps these lists complete: a new code without words is a type error here.
const refusals: Record<RefusalCode | 'fault', true> = {
  'prompt-blank': true,
  'prompt-too-short': true,
  'prompt-too-long': true,
  'prompt-invisible-characters': true,
  'prompt-mentions': true,
  'option-not-allowed': true,
  'options-not-together': true,
  'concept-unknown': true,
  'concepts-too-many': true,
  'concepts-not-served': true,
  'image-missing': true,
  'image-elsewhere': true,
  'image-not-taken': true,
  'image-empty': true,
  'image-too-large': true,
  'image-too-many-pixels': true,
  'images-not-served': true,
  'message-without-picture': true,
  'message-picture-elsewhere': true,
  'form-too-old': true,
  'report-not-a-video': true,
  'report-private': true,
  'report-known': true,
  'report-too-many': true,
  'report-no-channel': true,
  'report-not-posted': true,
  'report-unknown': true,
  'report-maker-unknown': true,
  'report-not-deleted': true,
  'moderators-only': true,
  'model-not-offered': true,
  'loop-with-end-image': true,
  'too-few-credits': true,
  'spend-limit-reached': true,
  'operator-pool-spent': true,
  'operator-pool-used-up': true,
  'guild-pool-spent': true,
  'member-blocked': true,
  'role-missing': true,
  'channel-not-allowed': true,
  'channel-not-age-restricted': true,
  'word-blocked': true,
  cooldown: true,
  'too-many-jobs-of-member': true,
  'queue-full': true,
  'too-many-jobs-of-guild': true,
  'take-too-much': true,
  'grants-over-pool': true,
  'grants-over-total-pool': true,
  'guild-not-allowed': true,
  'guild-only': true,
  'no-provider': true,
  'service-out-of-credits': true,
  'service-refuses-us': true,
  'service-withdrew-model': true,
  'options-need-other-service': true,
  'command-unknown': true,
  'component-unknown': true,
  'manage-guild-only': true,
  'operator-only': true,
  'amount-empty': true,
  'amount-blanks-inside': true,
  'amount-foreign-digits': true,
  'amount-not-whole': true,
  'amount-not-a-number': true,
  'amount-zero': true,
  'amount-too-large': true,
  'amount-takes': true,
  'amount-gives': true,
  'amount-below-zero': true,
  'member-unknown': true,
  'member-left': true,
  'member-is-bot': true,
  'role-unknown': true,
  'role-everyone': true,
  'tier-unknown': true,
  'override-unknown': true,
  'pool-unknown': true,
  'nothing-to-change': true,
  'setting-full': true,
  'setting-out-of-range': true,
  'setting-not-valid': true,
  'setting-changed': true,
  'privacy-open-jobs': true,
  'privacy-export-too-large': true,
  'operator-guild-not-valid': true,
  'job-unknown': true,
  'job-not-yours': true,
  'job-over': true,
  'job-being-posted': true,
  'job-on-its-way': true,
  'price-changed': true,
  'picture-too-old': true,
  'cannot-post-here': true,
  'video-gone': true,
  'video-not-deleted': true,
  'video-not-made': true,
  'video-withdrawn': true,
  'video-expired': true,
  'video-unreachable': true,
  'video-not-posted': true,
  'shutting-down': true,
  fault: true,
};
const failures: Record<JobFailure, true> = {
  'not-acknowledged': true,
  cancelled: true,
  'cancelled-by-moderator': true,
  'provider-unavailable': true,
  'provider-refused': true,
  'provider-failed': true,
  'provider-lost': true,
  'provider-malformed': true,
  moderated: true,
  'model-withdrawn': true,
  'operator-attention': true,
  'submit-uncertain': true,
  'video-unreachable': true,
  'not-a-video': true,
  'delivery-impossible': true,
  'image-gone': true,
  'image-unreachable': true,
  'image-elsewhere': true,
  'image-too-large': true,
  'image-too-many-pixels': true,
  'image-unreadable': true,
};
const troubles: Record<Trouble, true> = {
  'image-unreachable': true,
  'provider-unavailable': true,
  'provider-refused': true,
  'provider-failed': true,
  'provider-lost': true,
  'provider-malformed': true,
  'model-withdrawn': true,
  'operator-attention': true,
  'submit-uncertain': true,
  'video-unreachable': true,
  'not-a-video': true,
  'delivery-impossible': true,
};
const notices: Record<NoticeCode, true> = {
  'provider-needs-attention': true,
  'model-withdrawn': true,
  'provider-unreachable': true,
  'provider-back': true,
  'provider-balance-low': true,
  'provider-price-high': true,
  'failure-billed': true,
  'backup-failed': true,
  'spend-limit-used': true,
  'pool-used': true,
  'ledger-differs': true,
  'submit-uncertain': true,
  'submit-unrecorded': true,
  'provider-lost': true,
  'provider-malformed': true,
  'delivery-impossible': true,
};
const stages: Record<Exclude<Progress['stage'], 'waiting-for-provider'>, true> = {
  preparing: true,
  queued: true,
  'trying-elsewhere': true,
  checking: true,
  making: true,
  late: true,
  delivering: true,
  fitting: true,
};
const waits: Record<WaitingFor, true> = { busy: true, 'out-of-reach': true, failing: true };
const cardLines = [
  'title',
  'small-picture',
  'bar',
  'asked',
  'withheld',
  'withheld-by-moderator',
  'queued.any-moment',
  'making.any-moment',
  'making.elsewhere',
  'making.spread',
];
const links: Record<LinkReason, true> = { 'too-large': true, unverified: true, unreachable: true };

describe('every code has words, and every text of its kind has a code:', () => {
  it.each([
    ['refusal', refusals, []],
    ['failure', failures, ['title', 'credits-back', 'moderated-picture', 'provider-refused-picture']],
    ['notice', notices, []],
    ['guild-notice.trouble', troubles, []],
    ['card', stages, [...cardLines, ...Object.keys(waits).map((why) => `waiting.${why}`)]],
    ['video.link', links, ['expires']],
  ])('%s', (prefix, codes, others) => {
    const named = keys.filter((key) => key.startsWith(`${prefix}.`)).map((key) => key.slice(prefix.length + 1));
    expect(named.toSorted()).toEqual([...Object.keys(codes), ...others].toSorted());
  });
});

describe('the source', () => {
  const uses = findWordUses();

  it('was read', () => {
    expect(uses.length).toBeGreaterThan(40);
    for (const prefix of ['refusal.', 'notice.', 'card.', 'video.', 'option.', 'credits.']) {
      expect(uses.some(({ key }) => key.startsWith(prefix))).toBe(true);
    }
  });

  it('names only texts that exist, and fills every place in them', () => {
    const named = new Set(uses.map(({ key }) => key));
    for (const { at, key, values } of uses) {
      const pattern = new RegExp(`^${key.replaceAll('.', '\\.').replace('*', '[^.]+')}$`);
      const meant = keys.filter((known) => known === key || pattern.test(known));
      expect(meant, `${at} names ${key}`).not.toEqual([]);
      // What fills a text that has a place of its own in the source is told there, not where a pattern is.
      const texts = meant.filter((known) => known === key || !named.has(known));
      const places = texts.flatMap((text) => placesIn(en[text]));
      if (values) expect(values, `${at} fills ${key}`).toEqual(expect.arrayContaining(places));
    }
  });
});

describe('a text', () => {
  it('is filled, and numbers are written as its language writes them', () => {
    const values = { price: 1200, available: 51 };
    expect(wordsFor('en-US')('refusal.too-few-credits', values)).toContain('**1,200 credits**');
    expect(wordsFor('xx')('refusal.too-few-credits', values)).toContain('**1,200 credits**');
  });

  it('keeps times and ids as Discord reads them', () => {
    expect(wordsFor('en-US')('card.making', { at: 1795392000 })).toContain('<t:1795392000:R>');
    expect(wordsFor('en-US')('refusal.guild-not-allowed', { guildId: '222222222222222222' })).toContain(
      '`222222222222222222`',
    );
  });

  it.each(['en-US', 'en-GB', 'ja', 'zh-CN', '', 'xx-not-a-locale!'])(
    'has English to fall back on for «%s»',
    (locale) => {
      expect(wordsFor(locale)('refusal.prompt-blank')).toBe(en['refusal.prompt-blank']);
    },
  );

  it('never reads what it is filled with', () => {
    const options = '{{allowed}} $t(refusal.fault) & <b>"x"</b>';
    const values = { model: 'Ray 2', options, allowed: '5 s' };
    expect(wordsFor('en-US')('refusal.option-not-allowed', values)).toContain(`cannot make ${options}.`);
  });
});
