import { describe, expect, it } from 'vitest';
import type { AccountOverview } from '../../../src/credits/account-overview.ts';
import type { AuditEntry } from '../../../src/credits/audit-trail.ts';
import type { HistoryEntry } from '../../../src/credits/credit-records.ts';
import { defaultPolicy, type GuildPolicy, policyLimits } from '../../../src/credits/policy.ts';
import { auditEntriesOnPage, auditText } from '../../../src/discord/views/audit.ts';
import { failureText } from '../../../src/discord/views/card.ts';
import { creditsText, historyText } from '../../../src/discord/views/credits.ts';
import { jobsList, jobsOnPage } from '../../../src/discord/views/jobs.ts';
import { eraseQuestion, privacyText } from '../../../src/discord/views/privacy.ts';
import { guildQuotaText } from '../../../src/discord/views/quota.ts';
import { settingsReply } from '../../../src/discord/views/settings.ts';
import { otherLanguages, wordsFor } from '../../../src/words/words.ts';
import { aJob, anOffer, aRequest } from '../../builders/jobs.ts';

/** Whatever the language, what is as long as it can be stands in a message as a whole. */

const id = '44444444444444444444';
const most = 1_000_000;
const lastMoment = 8.64e15;
const ids = (count: number) => Array.from({ length: count }, (_, n) => String(10n ** 19n + BigInt(n)));

const policy: GuildPolicy = {
  ...defaultPolicy({ credits: most, period: 'month' }),
  timeZone: 'America/Argentina/ComodRivadavia',
  rolloverCredits: most,
  tiers: ids(policyLimits.tiers).map((roleId) => ({ roleId, credits: most })),
  overrides: ids(policyLimits.overrides).map((memberId) => ({ memberId, credits: most })),
  pool: { credits: most, period: 'month' },
  allowedChannels: ids(policyLimits.allowedChannels),
  allowedRoles: ids(policyLimits.allowedRoles),
  exemptRoles: ids(policyLimits.exemptRoles),
  blockedMembers: ids(policyLimits.blockedMembers),
  cooldownSeconds: 86_399,
  maxJobsPerMember: 100,
  maxJobsPerGuild: 1_000,
  nsfw: 'spoiler',
  noticesChannelId: id,
  reportsChannelId: id,
};

const account: AccountOverview = {
  ...{ balanceCredits: most, heldCredits: most, availableCredits: most, rolloverCredits: most },
  allowance: { credits: most, period: 'month' },
  why: { credits: most, why: 'tier', roleId: id },
  nextRefillAt: lastMoment,
  isExempt: true,
};

const entryKinds = ['allowance', 'grant', 'take', 'set', 'reset', 'correction', 'exempt', 'exempt-back'] as const;

function entriesOf(kind: HistoryEntry['kind'], count: number): HistoryEntry[] {
  const entry = { id: 1, memberId: id, kind, amountCredits: -most, jobId: null, actorId: id, video: null };
  return Array.from({ length: count }, () => ({ ...entry, reason: '*'.repeat(200), createdAt: lastMoment }));
}

const auditActions = [
  ...['grant', 'take', 'set', 'reset', 'override', 'tier', 'allowance', 'pool', 'settings', 'other'],
  ...['operator-pool', 'operator-allow', 'operator-deny', 'report-delete', 'report-block', 'report-dismiss'],
  ...['video-cancel', 'video-withhold', 'video-post', 'video-delete'],
];

function auditEntry(action: string): AuditEntry {
  const balances = { balanceCredits: -most, heldCredits: most, availableCredits: -most };
  const pool = { credits: most, period: 'month' };
  const rules = {
    ...{ tiers: [{ roleId: id, credits: most }], overrides: [{ memberId: id, credits: most }], pool },
    ...{ allowance: { credits: most, period: 'month' }, rolloverCredits: most },
  };
  const [change] = [
    ...(['grant', 'take', 'set', 'reset'].includes(action) ? [balances] : []),
    ...(action === 'operator-pool' ? [pool] : []),
    rules,
  ];
  const who = { actorId: id, targetId: id, guildId: id };
  return { ...who, id: 1, action, before: change, after: change, reason: '*'.repeat(200), createdAt: 8.64e15 };
}

describe.each(['en-US', ...otherLanguages])('in %s', (locale) => {
  const words = wordsFor(locale);
  const page = { hasNewer: true, hasOlder: true };

  it.each(auditActions)('a page of the audit, all of it «%s»', (action) => {
    const rows = Array.from({ length: auditEntriesOnPage }, () => auditEntry(action));
    expect(auditText({ ...page, rows }, words).length).toBeLessThanOrEqual(2_000);
  });

  it.each(entryKinds)('a page of credits, all of it «%s»', (kind) => {
    expect(historyText({ ...page, rows: entriesOf(kind, 10) }, id, words).length).toBeLessThanOrEqual(2_000);
    const shown = { offers: [anOffer('ray-2'), anOffer('ray-flash-2')], guildId: id };
    expect(creditsText(account, entriesOf(kind, 3), shown, words).length).toBeLessThanOrEqual(2_000);
  });

  it('the settings, with every list full', () => {
    expect(settingsReply(policy, words).content.length).toBeLessThanOrEqual(2_000);
  });

  it('how credits are given, with every list full, and some tiers', () => {
    // With many more, what comes last is cut at the end of a line.
    const rules = { ...policy, tiers: policy.tiers.slice(0, 4) };
    const use = { pool: { credits: most, period: 'month' as const }, spentCredits: most, resetsAt: lastMoment };
    const given = { policy: rules, pool: use, operatorPool: { ...use, guildId: id, givenCredits: most } };
    expect(guildQuotaText({ ...given, now: 0 }, words).length).toBeLessThanOrEqual(2_000);
  });

  it('what is kept about a member, and the question before it is erased', () => {
    const notes = { retentionDays: 3_650, providers: ['segmind', 'apiframe'] as const, hasBackups: true };
    expect(privacyText(notes, words).length).toBeLessThanOrEqual(2_000);
    expect(eraseQuestion('privacy', words).content.length).toBeLessThanOrEqual(2_000);
  });

  it('a page of videos', () => {
    const job = aJob({ request: aRequest({ prompt: '*'.repeat(4_000) }), priceCredits: most, createdAt: lastMoment });
    const posted = {
      guildId: id,
      messageChannelId: id,
      messageId: id,
      rung: 'channel:file',
      state: 'delivered' as const,
    };
    const jobs = Array.from({ length: jobsOnPage }, () => ({ ...job, ...posted }));
    const filled = { jobs, hasNewer: true, hasOlder: true };
    expect(jobsList(filled, 'without-video', words).content.length).toBeLessThanOrEqual(2_000);
  });

  it('an end without a video, with the whole prompt where it is short', () => {
    const job = aJob({ locale, failure: 'delivery-impossible', request: aRequest({ prompt: 'x'.repeat(1_000) }) });
    expect(failureText(job)).toContain('x'.repeat(1_000));
  });
});
