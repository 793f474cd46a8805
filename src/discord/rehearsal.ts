import { type APIInteraction, ApplicationCommandOptionType, ApplicationCommandType, InteractionType } from 'discord.js';
import type { Logger } from 'pino';
import { models } from '../catalogue/models.ts';
import { createAcknowledgement } from './acknowledgement.ts';
import type { AnyCommand, CommandServices } from './command.ts';
import { InteractionRouter } from './interaction-router.ts';
import { createWebhookRest } from './rest.ts';

/** Enough for the engine to compile what an acknowledgement waits for; a tenth of a second of a start. */
const commandsInRehearsal = 100;

/**
 * Takes some commands that nobody sent, before the first real one: in a fresh process a burst would wait several times as
 * long for its acknowledgements as later ones do.
 * @param services - whose `accept` leaves nothing behind
 */
export async function rehearse(commands: readonly AnyCommand[], services: CommandServices, log: Logger): Promise<void> {
  const name = [models['ray-flash-2'].command, models['ray-2'].command].find((known) =>
    commands.some(({ declaration }) => declaration.name === known),
  );
  if (name === undefined) return;
  const nobody = async () => {};
  const router = new InteractionRouter({
    commands,
    services,
    acknowledgement: createAcknowledgement(createWebhookRest('http://localhost', pretendToSend)),
    generations: { acknowledged: nobody, abandon: nobody },
    isServed: () => true,
    log: log.child({}, { level: 'silent' }),
  });
  for (let round = 0; round < commandsInRehearsal; round += 1) router.handle(sampleInteraction(name));
  await router.idle();
}

const pretendToSend = async () => Response.json({ interaction: { response_message_id: null } });

/** As the gateway delivers it: https://docs.discord.com/developers/interactions/receiving-and-responding */
function sampleInteraction(name: string): APIInteraction {
  const sample = {
    id: '100000000000000000',
    application_id: '100000000000000001',
    type: InteractionType.ApplicationCommand,
    token: 'rehearsal',
    version: 1,
    guild_id: '100000000000000002',
    channel: { id: '100000000000000003', type: 0 },
    member: { user: { id: '100000000000000004', username: 'nobody' }, roles: [], permissions: '0' },
    locale: 'en-US',
    app_permissions: '0',
    authorizing_integration_owners: {},
    data: {
      id: '100000000000000005',
      name,
      type: ApplicationCommandType.ChatInput,
      options: [{ type: ApplicationCommandOptionType.String, name: 'prompt', value: 'a paper boat sails past' }],
    },
  };
  return sample as unknown as APIInteraction;
}
