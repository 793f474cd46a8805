import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { writeAudit } from '../../src/credits/audit-trail.ts';
import type { PressResult, Reply } from '../../src/discord/command-result.ts';
import { readCommandCall } from '../../src/discord/interaction.ts';
import { InteractionRouter } from '../../src/discord/interaction-router.ts';
import { fakeAnswers } from '../builders/fake-answers.ts';
import { aMember, aPress } from '../builders/interactions.ts';
import { admin, ben, cat, guildId, openQuotaWorld, type QuotaWorld, vip } from '../builders/quota-world.ts';
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
      `<t:${at}:f> <@${admin}> changed settings: cooldownSeconds`,
      '0 → 30',
      `<t:${at}:f> <@${admin}> changed the pool`,
      'none → 5,000 a month',
      `<t:${at}:f> <@${admin}> changed the allowance`,
      '0 may go over → 40 may go over',
      `<t:${at}:f> <@${admin}> changed the allowance`,
      '300 a week → 100 a day',
      `<t:${at}:f> <@${admin}> changed the own allowance of <@${ben}>`,
      '10 → none',
      `<t:${at}:f> <@${admin}> changed the own allowance of <@${ben}>`,
      'none → 10',
      `<t:${at}:f> <@${cat}> changed the tier of <@&${vip}>`,
      'none → 500',
      `<t:${at}:f> <@${admin}> gave credits to <@${ben}>`,
      'To spend: 300 → 350',
      '> won \\<\\@1>',
    ]);
  });

  it('says so where nothing was done yet', async () => {
    expect(await (await open()).text('audit')).toContain('nothing here yet');
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
    expect(answer.content).toContain('2 rows');
    const { name, contentType, lines } = tableIn(answer);
    expect([name, contentType]).toEqual(['audit.csv', 'text/csv']);
    expect(lines).toEqual([
      'entry,time,by,action,target,before,after,reason',
      `2,2026-11-23 12:00:00,<@${admin}>,tier,<@&${vip}>,"{""tiers"":[]}","{""tiers"":[{""roleId"":""${vip}"",""credits"":500}]}",`,
      `1,2026-11-23 12:00:00,<@${admin}>,grant,<@${ben}>,"{""balanceCredits"":300,""heldCredits"":0,""availableCredits"":300}","{""balanceCredits"":350,""heldCredits"":0,""availableCredits"":350}","won, ""twice"" 🦊"`,
    ]);
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
    expect(lines).toHaveLength(201);
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
