import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
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

  it('tells a list of a setting by its length, and several settings by their names', () => {
    const one = anEntry({ action: 'settings', before: { blockedWords: [] }, after: { blockedWords: ['a', 'b'] } });
    expect(text(one)).toContain('blockedWords\n0 in the list → 2 in the list');
    const zone = anEntry({ action: 'settings', before: { timeZone: 'UTC' }, after: { timeZone: 'Asia/Tokyo' } });
    expect(text(zone)).toContain('UTC → Asia/Tokyo');
    const two = { cooldownSeconds: 3, nsfw: 'spoiler' };
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
