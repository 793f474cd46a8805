import { describe, expect, it, onTestFinished } from 'vitest';
import { hold, postHold } from '../../src/credits/ledger.ts';
import type { PressResult } from '../../src/discord/command-result.ts';
import { readCommandCall } from '../../src/discord/interaction.ts';
import { newJobRow } from '../../src/jobs/job-rows.ts';
import { aMember, anInteraction, command } from '../builders/interactions.ts';
import { aCandidate, anOrigin, aRequest } from '../builders/jobs.ts';
import { admin as ann, ben, guildId, openQuotaWorld, type QuotaWorld } from '../builders/quota-world.ts';

async function open() {
  const world = await openQuotaWorld();
  onTestFinished(world.close);
  const credits = async () => {
    const call = readCommandCall(anInteraction({ member: aMember('0'), data: command('credits') }));
    const result = await world.commands.credits.execute(call, world.services, world.words);
    if (result.kind !== 'reply') throw new Error(`answered by ${result.kind}`);
    return result;
  };
  return { ...world, credits };
}

/** A video of the member's that was delivered somewhere. */
async function deliver(
  { database, clock }: QuotaWorld,
  jobId: string,
  { rung, isPrivate = false }: { readonly rung: string; readonly isPrivate?: boolean },
) {
  const origin = anOrigin({ memberId: ann, interactionId: jobId });
  const row = newJobRow(origin, aRequest({ isPrivate }), aCandidate(), clock.now());
  const delivered = { rung, message_id: '555555555555555555', message_channel_id: '333333333333333333' };
  await database.transaction().execute(async (trx) => {
    await trx
      .insertInto('job')
      .values({ ...row, ...delivered })
      .execute();
    await hold(trx, { jobId, amountCredits: 1, guildId, memberId: ann }, clock.now());
    await postHold(trx, jobId, 'delivered', clock.now());
  });
}

function contentOf(result: PressResult): string {
  if (result.kind !== 'update') throw new Error(`is a ${result.kind}`);
  return result.content;
}

describe('/credits', () => {
  it('shows the member what they have, and what a video costs', async () => {
    const { credits } = await open();
    const { content } = await credits();
    expect(content).toContain('To spend: **300**');
    expect(content).toContain('`/ray` (Ray 2): **160** for 5 s');
    expect(content).toContain('`  +300` allowance');
  });

  it.each([
    ['in a channel', { rung: 'channel:file' }, `channels/${guildId}/333333333333333333/555555555555555555`],
    ['as the answer to the command', { rung: 'response:file' }, `channels/${guildId}/333333333333333333/5555`],
    ['in a direct message', { rung: 'dm:link' }, 'channels/@me/333333333333333333/555555555555555555'],
    ['to the member alone', { rung: 'response:file', isPrivate: true }, null],
  ])('links to a video that was delivered %s, where that can be', async (_where, delivery, link) => {
    const world = await open();
    await world.availableOf(ann);
    await deliver(world, '1573641915008548864', delivery);
    const { content } = await world.credits();
    expect(content).toContain('−1` video');
    if (link) expect(content).toContain(link);
    else expect(content).not.toContain('https://');
  });

  it('has a history of all entries, in pages that buttons turn', async () => {
    const world = await open();
    await world.availableOf(ann);
    for (let n = 10; n < 25; n += 1) await deliver(world, `15736419150085488${n}`, { rung: 'channel:file' });
    const { components } = await world.credits();
    expect(components).toMatchObject([{ components: [{ custom_id: 'credits:history' }] }]);
    const first = await world.press('history', [], 'credits');
    expect(contentOf(first).split('\n')).toHaveLength(11);
    expect(first).toMatchObject({
      components: [
        {
          components: [
            { custom_id: 'credits:overview' },
            { custom_id: 'credits:history:after:16', disabled: true },
            { custom_id: 'credits:history:before:7', disabled: false },
          ],
        },
      ],
    });
    const second = contentOf(await world.press('history:before:7', [], 'credits'));
    expect(second.split('\n')).toHaveLength(7);
    expect(second.split('\n').at(-1)).toContain('allowance');
    expect(contentOf(await world.press('overview', [], 'credits'))).toContain('What a video costs');
  });

  it('shows whoever presses a button their own account', async () => {
    const world = await open();
    await world.run('grant', { member: ben, amount: '7', reason: 'for ben' });
    expect(contentOf(await world.press('history', [], 'credits'))).not.toContain('for ben');
    expect(contentOf(await world.press('history', [], 'credits', ben))).toContain('for ben');
  });

  it('refuses what is none of its buttons', async () => {
    const world = await open();
    for (const payload of ['', 'history:', 'history:before:', 'history:before:-1', 'audit', 'x'])
      await expect(world.press(payload, [], 'credits')).rejects.toMatchObject({ code: 'component-unknown' });
  });
});
