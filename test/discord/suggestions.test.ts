import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createCommands } from '../../commands/index.ts';
import { scaledClock } from '../../sandbox/clock.ts';
import { createAcknowledgement } from '../../src/discord/acknowledgement.ts';
import { createGateway } from '../../src/discord/gateway.ts';
import { InteractionRouter } from '../../src/discord/interaction-router.ts';
import { registerCommands } from '../../src/discord/registration.ts';
import { createBotRest, createWebhookRest } from '../../src/discord/rest.ts';
import { rowsOf } from '../builders/jobs.ts';
import { servicesWith } from '../builders/services.ts';
import { checkWorld } from '../discord-openapi/checked-world.ts';
import { openDiscord } from '../sandbox/discord-fixture.ts';

/** The real commands behind the real gateway, in a local Discord; whoever asks a service is refused. */
async function openWorld() {
  const { discord, mira, videos } = await openDiscord({ clock: scaledClock(1) });
  const checked = checkWorld(discord);
  onTestFinished(() => checked?.end());
  const log = pino({ level: 'silent' });
  const commands = createCommands(rowsOf('segmind', 'apiframe'), []);
  const unused = () => Promise.reject(new Error('not to be called here'));
  const router = new InteractionRouter({
    commands,
    services: servicesWith({}),
    acknowledgement: createAcknowledgement(createWebhookRest(discord.apiUrl)),
    generations: { acknowledged: unused, abandon: unused },
    isServed: () => true,
    log,
  });
  const gateway = createGateway(
    { token: discord.token, api: discord.apiUrl, log },
    { onInteraction: (interaction) => router.handle(interaction), onClosedForGood: () => {} },
  );
  onTestFinished(() => gateway.close());
  const { applicationId } = await gateway.connect();
  const rest = createBotRest(discord.apiUrl, discord.token);
  await registerCommands(rest, applicationId, commands);
  const type = (command: string, text: string) => {
    const where = { userId: mira.id, channelId: videos.id };
    return discord.suggest({ ...where, command, focused: 'concepts', options: { concepts: text } }).acknowledged;
  };
  return { discord, rest, applicationId, commands, checked, type };
}

describe('in Discord', () => {
  it('whoever types a camera move is offered those that there are, and the commands stay registered', async () => {
    const { rest, applicationId, commands, checked, type } = await openWorld();
    expect(await type('ray', 'push in, til')).toMatchObject({
      type: 8,
      data: {
        choices: [
          { name: 'push in, tilt up', value: 'push_in, tilt_up' },
          { name: 'push in, tilt down', value: 'push_in, tilt_down' },
        ],
      },
    });
    expect(await type('ray-flash', '')).toMatchObject({ type: 8, data: { choices: { length: 25 } } });
    expect(await registerCommands(rest, applicationId, commands)).toBe(false);
    if (checked) expect(checked.check()).toContain('create_interaction_response');
  });
});
