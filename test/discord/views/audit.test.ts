import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newAlias } from '../../../src/credits/alias.ts';
import type { AuditEntry } from '../../../src/credits/audit-trail.ts';
import { auditEntriesOnPage, auditText } from '../../../src/discord/views/audit.ts';
import { wordsFor } from '../../../src/words/words.ts';

const words = wordsFor('en-US');
const id = '44444444444444444444';

function anEntry(changes: Partial<AuditEntry> = {}): AuditEntry {
  const entry = { id: 1, guildId: '1', actorId: id, action: 'grant', targetId: id, createdAt: 0 };
  return { ...entry, before: null, after: null, reason: null, ...changes };
}

const text = (...rows: AuditEntry[]) => auditText({ rows, hasNewer: false, hasOlder: false }, words);

describe('the audit’s text', () => {
  it('tells the operator’s pool, in all or by a period', () => {
    const inAll = anEntry({ action: 'operator-pool', before: null, after: { credits: 5_000, period: null } });
    expect(text(inAll)).toContain('none → 5,000');
    const monthly = { credits: 900, period: 'month' };
    expect(text(anEntry({ action: 'operator-pool', before: monthly, after: null }))).toContain('900 a month → none');
  });

  it('tells what whoever runs the bot has done to the server, and why', () => {
    const inAll = anEntry({ action: 'operator-pool', before: null, after: { credits: 5_000, period: null } });
    expect(text(inAll)).toContain('none → 5,000 in all');
    const denied = { action: 'operator-deny', targetId: null, before: true, after: false, reason: 'no answer' };
    expect(text(anEntry(denied))).toMatch(
      /> switched (the|this) bot off for this server, as whoever runs [^\n]*\n> no answer$/,
    );
    const allowed = { action: 'operator-allow', targetId: null, before: false, after: true };
    expect(text(anEntry(allowed))).toMatch(/> switched (the|this) bot on for this server, as whoever runs [^\n]*$/);
  });

  it('tells a switch of a setting in words', () => {
    const off = { action: 'settings', before: { poolNotices: true }, after: { poolNotices: false } };
    expect(text(anEntry(off))).toContain('\non → off');
  });

  const changed = (before: object, after: object) => text(anEntry({ action: 'settings', before, after }));

  it('tells what came to a list and what went, as Discord shows it, and words behind a click', () => {
    const some = [id, '33333333333333333333', '22222222222222222222'];
    expect(changed({ blockedMembers: [] }, { blockedMembers: [id] })).toContain(
      `changed **Blocked members**\nadded <@${id}>`,
    );
    expect(changed({ allowedRoles: some }, { allowedRoles: [id] })).toContain(
      '\nremoved <@&33333333333333333333> and 1',
    );
    expect(changed({ allowedChannels: some }, { allowedChannels: some.slice(1) })).toContain(`\nremoved <#${id}>`);
    const blocked = changed({ blockedWords: ['a', 'c'] }, { blockedWords: ['a', '||x||', 'b'] });
    expect(blocked).toContain('\nadded ||\\|\\|x\\|\\||| and 1 more, removed ||c||');
  });

  it('tells channels, times and switches as they are set, and several settings in one line', () => {
    expect(changed({ noticesChannelId: null }, { noticesChannelId: id })).toContain(`Notices go to**\nnone → <#${id}>`);
    expect(changed({ cooldownSeconds: 0 }, { cooldownSeconds: 90 })).toContain('**Cooldown**\nnone → 1 min 30 s');
    const before = { maxJobsPerMember: 2, maxJobsPerGuild: 0 };
    expect(changed(before, { maxJobsPerMember: 0, maxJobsPerGuild: 10 })).toContain(
      'at once in all**\n2 → no limit · no limit → 10',
    );
  });

  it('calls whose data was erased a former member, and mentions nobody by what stands for them', () => {
    const alias = newAlias();
    const kinds = ['grant', 'take', 'set', 'reset', 'override'];
    const settings = { action: 'settings', before: { blockedMembers: [alias] }, after: { blockedMembers: [] } };
    const entries = [...kinds.map((action) => anEntry({ action, targetId: alias })), anEntry(settings)];
    const all = text(...entries.map((entry) => ({ ...entry, actorId: alias })));
    expect(all).not.toContain(alias);
    expect(all).toContain('> a former member gave credits to a former member');
    expect(all).toContain('removed a former member');
  });

  it('tells several settings by their names where there is no room for more', () => {
    const zone = anEntry({ action: 'settings', before: { timeZone: 'UTC' }, after: { timeZone: 'Asia/Tokyo' } });
    expect(text(zone)).toContain('UTC → Asia/Tokyo');
    const two = { timeZone: 'America/Argentina/Rio_Gallegos', nsfw: 'spoiler' };
    expect(text(anEntry({ action: 'settings', before: two, after: two })).split('\n')).toHaveLength(2);
  });

  it('names what it does not know as it is written, without formatting', () => {
    expect(text(anEntry({ action: '*new* <@1>' }))).toContain('did this: \\*new\\* \\<\\@1>');
  });

  it('fits into a message with eight entries that are as long as can be', () => {
    const value = { ['x'.repeat(99)]: 'y'.repeat(99) };
    const longest = { action: 'settings', before: value, after: value, reason: 'z'.repeat(200), createdAt: 8.64e15 };
    const page = text(...Array.from({ length: auditEntriesOnPage }, () => anEntry(longest)));
    expect(page.length).toBeGreaterThan(1_700);
    expect(page.length).toBeLessThanOrEqual(2_000);
  });

  it('fits into a message, and is not thrown off by anything that was written down', () => {
    const actions = [
      'grant',
      'take',
      'set',
      'reset',
      'override',
      'tier',
      'allowance',
      'pool',
      'operator-pool',
      'operator-allow',
      'operator-deny',
      'settings',
    ];
    const balance = { balanceCredits: -1_000_000, heldCredits: 1_000_000, availableCredits: -1_000_000 };
    const written = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom(
        balance,
        { tiers: [{ roleId: id, credits: 1_000_000 }] },
        { overrides: [{ memberId: id, credits: 1_000_000 }] },
        { allowance: { credits: 1_000_000, period: 'month' }, rolloverCredits: 1_000_000 },
        { pool: { credits: 1_000_000, period: 'month' } },
        { credits: 1_000_000_000, period: 'month' },
        { reportsChannelId: id },
        { [`*${'_'.repeat(100)}`]: '*'.repeat(300) },
      ),
    );
    const entries = fc.record({
      action: fc.oneof(fc.constantFrom(...actions), fc.string({ maxLength: 200 })),
      before: written,
      after: written,
      reason: fc.constantFrom(null, '*'.repeat(200), '🦊'.repeat(100), 'a\nb'),
    });
    const page = fc.array(entries, { minLength: auditEntriesOnPage, maxLength: auditEntriesOnPage });
    fc.assert(
      fc.property(page, (rows) => {
        expect(text(...rows.map((row) => anEntry({ ...row, createdAt: 1e13 }))).length).toBeLessThanOrEqual(2_000);
      }),
      { numRuns: 200 },
    );
  });
});
