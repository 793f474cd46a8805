import { readFileSync } from 'node:fs';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { settings } from '../../commands/settings.ts';
import { status } from '../../commands/status.ts';
import { usage } from '../../commands/usage.ts';
import { scaledClock } from '../../sandbox/clock.ts';
import { createChartRenderer } from '../../src/charts/chart-renderer.ts';
import { GuildSettings } from '../../src/credits/guild-settings.ts';
import { defaultPolicy } from '../../src/credits/policy.ts';
import { PolicyStore } from '../../src/credits/policy-store.ts';
import { UsageReports } from '../../src/credits/usage-reports.ts';
import { createAcknowledgement } from '../../src/discord/acknowledgement.ts';
import { createGateway } from '../../src/discord/gateway.ts';
import { InteractionRouter } from '../../src/discord/interaction-router.ts';
import { createMemberNames } from '../../src/discord/member-names.ts';
import { registerCommands } from '../../src/discord/registration.ts';
import { createBotRest, createFileRest, createWebhookRest } from '../../src/discord/rest.ts';
import { countOpenJobs, longestWaitingSince } from '../../src/jobs/job-counts.ts';
import { StatusReports } from '../../src/operations/status-reports.ts';
import { wordsFor } from '../../src/words/words.ts';
import { servicesWith } from '../builders/services.ts';
import { openUsage } from '../credits/usage-world.ts';
import { checkWorld } from '../discord-openapi/checked-world.ts';
import { openDiscord } from '../sandbox/discord-fixture.ts';

const waitMs = 20_000;

/** The real commands and services behind the real gateway in a local Discord; mira owns the server, and runs the bot. */
async function openWorld({ operator = false } = {}) {
  const { database, add } = await openUsage({ onTestFinished });
  const clock = scaledClock(1);
  const { discord, mira, tomas, guild, videos } = await openDiscord({ clock });
  const attempts = [{ cost_micro_usd: 300_000 }];
  await add({ guildId: guild.id, memberId: mira.id, endedAt: clock.now(), attempts });
  const checked = checkWorld(discord);
  onTestFinished(() => checked?.end());
  const charts = createChartRenderer();
  onTestFinished(() => charts.close());
  const rest = createBotRest(discord.apiUrl, discord.token);
  const log = pino({ level: 'silent' });
  const words = wordsFor('en-US');
  const commands = [settings(words), usage(words), status(words)];
  const reports = new UsageReports(database, clock);
  const nobody = () => Promise.reject(new Error('no job here'));
  const router = new InteractionRouter({
    commands,
    services: servicesWith({
      settings: new GuildSettings(new PolicyStore(database), defaultPolicy({ credits: 300, period: 'week' }), clock),
      usage: reports,
      charts,
      memberNames: createMemberNames(rest),
      status: new StatusReports({
        breakers: () => ({ segmind: 'closed' }),
        openJobs: () => countOpenJobs(database),
        longestWaitingSince: () => longestWaitingSince(database),
        expected: () => [],
        balancesUsd: () => ({ segmind: 12.5 }),
        usage: reports,
        clock,
      }),
    }),
    acknowledgement: createAcknowledgement(createWebhookRest(discord.apiUrl), createFileRest(discord.apiUrl)),
    generations: { acknowledged: nobody, abandon: nobody },
    isServed: () => true,
    operators: { ids: new Set(operator ? [mira.id] : []), guildId: () => guild.id },
    log,
  });
  const gateway = createGateway(
    { token: discord.token, api: discord.apiUrl, log },
    { onInteraction: (interaction) => router.handle(interaction), onClosedForGood: () => {} },
  );
  onTestFinished(() => gateway.close());
  const { applicationId } = await gateway.connect();
  await registerCommands(rest, applicationId, commands);
  /** What the one who sent it reads in the end. */
  const send = async (command: string, options = {}, userId = mira.id) => {
    // Discord's own app would show it to admins alone; what is bent reaches the bot all the same.
    const { id } = discord.invoke({ userId, channelId: videos.id, command, options, strict: false });
    const isAnswer = (message: { interactionId: string | undefined; loading: boolean }) =>
      message.interactionId === id && !message.loading;
    return discord.whenMessage(isAnswer, { timeoutMs: waitMs });
  };
  return { discord, checked, send, mira, tomas, videos };
}

describe('in Discord', () => {
  it('an admin sees and changes settings, the usage with its picture, and the status: all alone, and no money', async () => {
    const { send, checked, mira, videos } = await openWorld();
    expect((await send('settings channels add', { channel: videos.id })).content).toContain(`added <#${videos.id}>`);
    const shown = await send('settings show');
    expect(shown).toMatchObject({ ephemeral: true, visibleTo: mira.id });
    expect(shown.content).toContain(`Channels for videos: <#${videos.id}>`);

    const used = await send('usage', { days: 7 });
    expect(used).toMatchObject({ ephemeral: true, attachments: [{ filename: 'usage.png', contentType: 'image/png' }] });
    expect(used.content).toContain(`1. <@${mira.id}> 51 (100 %)`);
    expect(
      readFileSync(used.attachments[0]?.path ?? '')
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');

    const well = await send('status');
    expect(well.content).toContain('🟢 Segmind works.');
    for (const { content, pings } of [shown, used, well]) {
      expect(content).not.toContain('$');
      expect(pings).toMatchObject({ users: [], roles: [], everyone: false });
    }
    checked?.check();
  });

  it('the operator sees what it costs too', async () => {
    const { send } = await openWorld({ operator: true });
    expect((await send('usage')).content).toContain('paid for them: $0.30');
    expect((await send('status')).content).toContain('Segmind: $12.50 left');
  });

  it('a member without the permission learns nothing and changes nothing', async () => {
    const { send, tomas } = await openWorld();
    for (const [command, options] of [
      ['settings show'],
      ['settings cooldown', { seconds: 5 }],
      ['usage'],
      ['status'],
    ] as const)
      expect((await send(command, options, tomas.id)).content).toContain('Only members with the permission');
    expect((await send('settings show')).content).toContain('Cooldown: none');
  });
});
