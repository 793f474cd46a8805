import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openAccount } from '../../src/credits/account.ts';
import { newAlias } from '../../src/credits/alias.ts';
import { writeAudit } from '../../src/credits/audit-trail.ts';
import { addEntry } from '../../src/credits/entries.ts';
import type { PressResult, Reply } from '../../src/discord/command-result.ts';
import { readCommandCall } from '../../src/discord/interaction.ts';
import { InteractionRouter } from '../../src/discord/interaction-router.ts';
import { fakeAnswers } from '../builders/fake-answers.ts';
import { aMember, aPress } from '../builders/interactions.ts';
import { admin, ben, cat, gold, guildId, openQuotaWorld, type QuotaWorld, vip } from '../builders/quota-world.ts';
import { servicesWith } from '../builders/services.ts';

async function open() {
  const world = await openQuotaWorld();
  onTestFinished(world.close);
  return world;
}

/** So many entries, told apart by their reasons: `#1` is the oldest. */
async function writeEntries(world: QuotaWorld, count: number, firstNumber = 1) {
  await world.database.transaction().execute(async (trx) => {
    for (let number = firstNumber; number < firstNumber + count; number += 1)
      await writeAudit(trx, { guildId, actorId: admin, action: 'grant', targetId: ben, reason: `n${number}.` }, number);
  });
}

function numbersIn({ content = '' }: { readonly content?: string }): number[] {
  return [...content.matchAll(/n(\d+)\./g)].map(([, digits]) => Number(digits));
}

function shownIn(result: PressResult | Reply) {
  if (result.kind !== 'update' && result.kind !== 'reply') throw new Error(`is a ${result.kind}`);
  const buttons = (result.components ?? []).flatMap(({ components }) => components);
  const [newer, older] = buttons.map((button) => {
    if (!('custom_id' in button)) throw new Error('is no button of ours');
    return { payload: button.custom_id.replace(/^quota:/, ''), isDisabled: 'disabled' in button && button.disabled };
  });
  return { numbers: numbersIn(result), newer, older };
}

const countingDown = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, index) => from - index);

describe('the audit', () => {
  it('says who did what to whom, before and after, and why', async () => {
    const world = await open();
    await world.run('grant', { member: ben, amount: '50', reason: 'won <@1>' });
    await world.run('tier set', { role: vip, credits: '500' }, undefined, cat);
    await world.run('override set', { member: ben, credits: '10' });
    await world.run('override remove', { member: ben });
    await world.run('allowance', { credits: '100', period: 'day' });
    await world.run('allowance', { rollover: '40' });
    await world.run('pool set', { credits: '5000', period: 'month' });
    const change = (policy: Awaited<ReturnType<typeof world.policy>>) => ({ ...policy, cooldownSeconds: 30 });
    await world.services.settings.change({ guildId, actorId: admin, reason: null, change });
    const at = world.clock.now() / 1000;
    expect((await world.text('audit')).split('\n')).toEqual([
      '**Who changed what here, newest first**',
      `<t:${at}:f> <@${admin}> changed **Cooldown**`,
      'none → 30 s',
      `<t:${at}:f> <@${admin}> changed the pool`,
      'none → 5,000 a month',
      `<t:${at}:f> <@${admin}> changed the allowance`,
      '0 may go over → 40 may go over',
      `<t:${at}:f> <@${admin}> changed the allowance`,
      '300 a week → 100 a day',
      `<t:${at}:f> <@${admin}> changed the allowance of <@${ben}> alone`,
      '10 → none',
      `<t:${at}:f> <@${admin}> changed the allowance of <@${ben}> alone`,
      'none → 10',
      `<t:${at}:f> <@${cat}> changed the tier of <@&${vip}>`,
      'none → 500',
      `<t:${at}:f> <@${admin}> gave credits to <@${ben}>`,
      'To spend: 300 → 350',
      '> won \\<\\@1>',
    ]);
  });

  it('says so where nothing was done yet', async () => {
    expect(await (await open()).text('audit')).toContain('No admin has changed anything');
  });

  it('is paged, newest first, and the buttons lead to and fro', async () => {
    const world = await open();
    await writeEntries(world, 20);
    const first = shownIn(await world.run('audit'));
    expect(first).toMatchObject({
      numbers: countingDown(20, 13),
      newer: { isDisabled: true },
      older: { isDisabled: false },
    });
    const second = shownIn(await world.press(first.older?.payload ?? ''));
    expect(second).toMatchObject({ numbers: countingDown(12, 5), newer: { isDisabled: false } });
    const third = shownIn(await world.press(second.older?.payload ?? ''));
    expect(third).toMatchObject({
      numbers: countingDown(4, 1),
      newer: { isDisabled: false },
      older: { isDisabled: true },
    });
    const back = shownIn(await world.press(third.newer?.payload ?? ''));
    expect(back.numbers).toEqual(second.numbers);
    expect(shownIn(await world.press(back.newer?.payload ?? ''))).toMatchObject({
      numbers: first.numbers,
      newer: { isDisabled: true },
    });
  });

  it.each([
    [0, []],
    [1, [1]],
    [8, [8]],
    [9, [8, 1]],
    [16, [8, 8]],
    [17, [8, 8, 1]],
  ])('of %i entries has pages of %j, and buttons only where there is more than one', async (count, sizes) => {
    const world = await open();
    await writeEntries(world, count);
    const pages = [];
    let page = shownIn(await world.run('audit'));
    expect(page.older === undefined).toBe(sizes.length < 2);
    for (; page.numbers.length > 0; page = shownIn(await world.press(page.older?.payload ?? ''))) {
      pages.push(page.numbers.length);
      if (page.older === undefined || page.older.isDisabled) break;
    }
    expect(pages).toEqual(sizes);
  });

  it('stays on its page while the list grows', async () => {
    const world = await open();
    await writeEntries(world, 10);
    const first = shownIn(await world.run('audit'));
    await writeEntries(world, 30, 11);
    const second = shownIn(await world.press(first.older?.payload ?? ''));
    expect(second.numbers).toEqual([2, 1]);
    expect(shownIn(await world.press(second.newer?.payload ?? '')).numbers).toEqual(countingDown(10, 3));
  });

  it('is that of the guild in which the button is pressed, whatever its payload says', async () => {
    const world = await open();
    await writeEntries(world, 3);
    await world.database
      .transaction()
      .execute((trx) =>
        writeAudit(trx, { guildId: '299999999999999999', actorId: ben, action: 'grant', reason: 'n99.' }, 1),
      );
    expect(shownIn(await world.press('audit:before:999999')).numbers).toEqual([3, 2, 1]);
    expect(shownIn(await world.press('audit:after:999999')).numbers).toEqual([]);
  });

  it('is shown to nobody who may not manage the server, through whatever old button', async () => {
    const world = await open();
    await writeEntries(world, 3);
    const log: string[] = [];
    const unused = () => Promise.reject(new Error('not to be called here'));
    const router = new InteractionRouter({
      commands: [world.commands.quota],
      services: servicesWith({}),
      acknowledgement: fakeAnswers(log),
      generations: { acknowledged: unused, abandon: unused },
      isServed: () => true,
      log: pino({ level: 'silent' }),
    });
    const rights = ['0', '1024', '', undefined, 'all'];
    const payloads = ['audit:before:99', 'audit', 'tiers'];
    for (const [row, permissions] of rights.entries())
      for (const [column, payload] of payloads.entries()) {
        const id = `157364191500854${row}${column}00`;
        router.handle(aPress(`quota:${payload}`, { values: [vip] }, { id, member: aMember(permissions) }));
      }
    await router.idle();
    expect(log).toHaveLength(rights.length * payloads.length);
    for (const answer of log) expect(answer).toContain('**Manage Server**');
  });
});

/** A file as a spreadsheet gets it, without its mark. */
function tableIn({ files = [] }: Reply) {
  const [file] = files;
  if (!file) throw new Error('no file came');
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(file.bytes);
  expect(text.startsWith('\uFEFF')).toBe(true);
  return { ...file, lines: text.slice(1).trimEnd().split('\r\n') };
}

describe('the export', () => {
  it('holds what admins did, with all that stands in the audit', async () => {
    const world = await open();
    await world.run('grant', { member: ben, amount: '50', reason: 'won, "twice" 🦊' });
    await world.run('tier set', { role: vip, credits: '500' });
    const answer = await world.run('export');
    expect(answer.content).toContain('Rows: 2.');
    const { name, contentType, lines } = tableIn(answer);
    expect([name, contentType]).toEqual(['audit.csv', 'text/csv']);
    expect(lines).toEqual([
      'entry,time,by,action,target,before,after,reason',
      `2,2026-11-23 12:00:00,<@${admin}>,tier,<@&${vip}>,"{""tiers"":[]}","{""tiers"":[{""roleId"":""<@&${vip}>"",""credits"":500}]}",`,
      `1,2026-11-23 12:00:00,<@${admin}>,grant,<@${ben}>,"{""balanceCredits"":300,""heldCredits"":0,""availableCredits"":300}","{""balanceCredits"":350,""heldCredits"":0,""availableCredits"":350}","won, ""twice"" 🦊"`,
    ]);
  });

  it('says of a list what went and what came: a cell has no room for a list of hundreds', async () => {
    const world = await open();
    const someIds = Array.from({ length: 999 }, (_, n) => `7000000000000${10_000 + n}`);
    const set = (values: object, targetId: string) =>
      world.services.settings.change({
        ...{ guildId, actorId: admin, reason: null, targetId },
        change: (policy) => ({ ...policy, ...values }),
      });
    const overrides = someIds.map((memberId) => ({ memberId, credits: 5 }));
    await set({ overrides, allowedChannels: [vip] }, vip);
    await set({ blockedMembers: [ben] }, ben);
    await set({ exemptRoles: [vip] }, vip);
    await world.run('override set', { member: ben, credits: '10' });
    await set({ allowedChannels: [gold] }, gold);
    const { lines } = tableIn(await world.run('export'));
    expect(lines[1]).toContain(
      `settings,<#${gold}>,"{""allowedChannels"":[""<#${vip}>""]}","{""allowedChannels"":[""<#${gold}>""]}"`,
    );
    expect(lines[2]).toContain(
      `,<@${ben}>,"{""overrides"":[]}","{""overrides"":[{""memberId"":""<@${ben}>"",""credits"":10}]}"`,
    );
    expect(lines[3]).toContain(`settings,<@&${vip}>,`);
    expect(lines[4]).toContain(`settings,<@${ben}>,`);
  });

  it('calls whose data was erased a former member, told apart by a number, and mentions nobody by it', async () => {
    const world = await open();
    const alias = newAlias();
    await world.database.transaction().execute(async (trx) => {
      const settings = { before: { blockedMembers: [] }, after: { blockedMembers: [alias] } };
      await writeAudit(trx, { guildId, actorId: alias, action: 'settings', targetId: alias, ...settings }, 1);
      await writeAudit(trx, { guildId, actorId: admin, action: 'grant', targetId: alias }, 1);
      await openAccount(trx, { guildId, memberId: alias });
      const entry = { kind: 'grant', amountCredits: 5, key: 'x', actorId: alias } as const;
      await addEntry(trx, { guildId, memberId: alias }, entry, 1);
    });
    const audit = tableIn(await world.run('export')).lines.join('\n');
    const movements = tableIn(await world.run('export', { table: 'credits' })).lines.join('\n');
    for (const table of [audit, movements]) {
      expect(table).toContain(`a former member (${alias})`);
      expect(table).not.toMatch(new RegExp(`[@&#]${alias}`));
    }
    expect(audit).toContain(`{""blockedMembers"":[""a former member (${alias})""]}`);
  });

  it('holds every movement of credits, with numbers that can be summed', async () => {
    const world = await open();
    await world.run('take', { member: ben, amount: '6' });
    await world.availableOf(cat);
    expect(tableIn(await world.run('export', { table: 'credits' })).lines).toEqual([
      'entry,time,member,kind,credits,by,job,reason',
      `3,2026-11-23 12:00:00,<@${cat}>,allowance,300,,,`,
      `2,2026-11-23 12:00:00,<@${ben}>,take,-6,<@${admin}>,,`,
      `1,2026-11-23 12:00:00,<@${ben}>,allowance,300,,,`,
    ]);
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '＝1'])('runs no formula out of the reason «%s»', async (reason) => {
    const world = await open();
    await world.database
      .transaction()
      .execute((trx) => writeAudit(trx, { guildId, actorId: admin, action: 'grant', targetId: ben, reason }, 1));
    expect(tableIn(await world.run('export')).lines[1]?.endsWith(`,'${reason}`)).toBe(true);
  });

  it('reads long lists in slices, and leaves out no row and none of another guild', async () => {
    const world = await open();
    await writeEntries(world, 450);
    const { lines } = tableIn(await world.run('export'));
    expect(lines.slice(1).map((line) => Number(line.split(',')[0]))).toEqual(countingDown(450, 1));
  });

  it('reads few entries at a time, since each may hold a rule with a thousand members, and all of them fit', async () => {
    const world = await open();
    const overrides = Array.from({ length: 999 }, (_, n) => ({ memberId: `7000000000000${10_000 + n}`, credits: 5 }));
    const entry = { guildId, actorId: admin, action: 'override', targetId: ben, before: { overrides } };
    await world.database.transaction().execute(async (trx) => {
      for (let n = 0; n < 100; n += 1) await writeAudit(trx, { ...entry, after: { overrides: overrides.slice(1) } }, 1);
    });
    const { records } = world.services;
    const limits: number[] = [];
    const audit: typeof records.audit = (guild, page) => {
      limits.push(page.limit);
      return records.audit(guild, page);
    };
    const services = { ...world.services, records: { ...records, audit } };
    const result = await world.commands.quota.execute(readCommandCall(world.type('export')), services, world.words);
    if (result.kind !== 'later') throw new Error(`is a ${result.kind}`);
    const { content, files } = await result.work(new AbortController().signal);
    expect(content).toContain('Rows: 100.');
    expect(content).not.toContain('did not fit');
    expect(files?.[0]?.bytes.length).toBeLessThan(100_000);
    expect(Math.max(...limits)).toBeLessThanOrEqual(10);
  });

  it('is cut to what Discord takes, and says so', async () => {
    const world = await open();
    await writeEntries(world, 450);
    const call = { ...readCommandCall(world.type('export')) };
    const small = { ...call, origin: { ...call.origin, attachmentLimitBytes: 40 * 1024 } };
    const result = await world.commands.quota.execute(small, world.services, world.words);
    if (result.kind !== 'later') throw new Error(`is a ${result.kind}`);
    const answer = await result.work(new AbortController().signal);
    expect(answer.content).toContain('did not fit');
    const { bytes, lines } = tableIn(answer);
    expect(bytes.length).toBeLessThan(40 * 1024);
    expect(lines.length).toBeGreaterThan(200);
    expect(lines.length).toBeLessThan(450);
  });

  it('ends when nobody waits for it any more', async () => {
    const world = await open();
    await writeEntries(world, 3);
    const result = await world.carryOut(world.type('export'));
    if (result.kind !== 'later') throw new Error(`is a ${result.kind}`);
    await expect(result.work(AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('says so where there is nothing', async () => {
    const world = await open();
    for (const table of ['audit', 'credits']) {
      const { content, files } = await world.run('export', { table });
      expect([content, files]).toEqual([expect.stringContaining('nothing to put'), undefined]);
    }
  });
});
