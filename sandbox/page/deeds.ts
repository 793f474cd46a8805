import { z } from 'zod';
import type { Acknowledgement } from '../discord/interactions.ts';
import { CALLBACK_TYPE } from '../discord/interactions.ts';
import { type InvocationProblem, InvocationRefused } from '../discord/invocation-refused.ts';
import type { Invocation, LocalDiscord } from '../discord/local-discord.ts';
import { modalSchema } from '../discord/modal.ts';
import { has } from '../discord/permissions.ts';
import { LOCALES } from './languages.ts';
import type { Uploads } from './uploads.ts';
import type { Outcome } from './wire.ts';

/** What somebody does on the page, done to the local Discord, which knows what Discord's own app would allow. */

const viewer = { viewerId: z.string(), locale: z.enum(LOCALES).default('en-US') };
const typed = {
  ...viewer,
  channelId: z.string(),
  command: z.string(),
  options: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
};
const pressed = { ...viewer, messageId: z.string(), customId: z.string() };

const schemas = {
  command: z.object(typed),
  suggest: z.object({ ...typed, focused: z.string() }),
  menu: z.object({ ...viewer, command: z.string(), messageId: z.string() }),
  press: z.object(pressed),
  choose: z.object({ ...pressed, values: z.array(z.string()) }),
  submit: z.object({
    ...viewer,
    interactionId: z.string(),
    values: z.record(z.string(), z.union([z.string(), z.boolean(), z.array(z.string())])),
  }),
  say: z.object({
    ...viewer,
    channelId: z.string(),
    content: z.string().max(2_000),
    files: z.array(z.string()).max(10),
  }),
  delete: z.object({ ...viewer, messageId: z.string() }),
};

export type DeedName = keyof typeof schemas;

export function isDeed(name: string): name is DeedName {
  return name in schemas;
}

/**
 * Does it, and waits for the bot's answer.
 * @throws {z.ZodError} when the body has not the right form
 */
export async function doDeed(discord: LocalDiscord, uploads: Uploads, name: DeedName, body: unknown): Promise<Outcome> {
  try {
    return await deeds[name](discord, uploads, body);
  } catch (error) {
    if (error instanceof InvocationRefused) return refusal(error);
    // A component or a message that has gone, or changed, since the page showed it.
    if (error instanceof RangeError) return { kind: 'refused', text: 'This interaction failed.' };
    throw error;
  }
}

type Deed = (discord: LocalDiscord, uploads: Uploads, body: unknown) => Promise<Outcome>;

const deeds: Readonly<Record<DeedName, Deed>> = {
  command: (discord, _, body) => {
    const { viewerId, ...order } = schemas.command.parse(body);
    return outcome(discord.invoke({ userId: viewerId, ...order }));
  },
  suggest: (discord, _, body) => {
    const { viewerId, ...order } = schemas.suggest.parse(body);
    return outcome(discord.suggest({ userId: viewerId, ...order }));
  },
  menu: (discord, _, body) => {
    const { viewerId, ...order } = schemas.menu.parse(body);
    return outcome(discord.invokeOnMessage({ userId: viewerId, ...order }));
  },
  press: (discord, _, body) => {
    const { viewerId, ...order } = schemas.press.parse(body);
    return outcome(discord.press({ userId: viewerId, ...order }));
  },
  choose: (discord, _, body) => {
    const { viewerId, ...order } = schemas.choose.parse(body);
    return outcome(discord.choose({ userId: viewerId, ...order }));
  },
  submit: (discord, _, body) => {
    const { viewerId: _viewerId, ...order } = schemas.submit.parse(body);
    return outcome(discord.submitModal(order));
  },
  async say(discord, uploads, body) {
    const { viewerId, channelId, content, files } = schemas.say.parse(body);
    await discord.say({ userId: viewerId, channelId, content, files: files.flatMap((id) => uploads.find(id) ?? []) });
    return { kind: 'answered' };
  },
  async delete(discord, _, body) {
    const { viewerId, messageId } = schemas.delete.parse(body);
    if (!mayDelete(discord, viewerId, messageId)) throw new InvocationRefused('not-permitted');
    discord.deleteMessage(messageId);
    return { kind: 'answered' };
  },
};

function mayDelete(discord: LocalDiscord, viewerId: string, messageId: string): boolean {
  const message = discord.messages().find(({ id }) => id === messageId);
  const channel = message && discord.world.channel(message.channelId);
  if (!channel) throw new RangeError('there is no such message');
  return message.author.id === viewerId || has(discord.world.permissions(viewerId, channel), 'manageMessages');
}

async function outcome({ id, acknowledged }: Invocation): Promise<Outcome> {
  const answer = await acknowledged;
  return answer === 'missed' ? { kind: 'missed' } : shown(id, answer);
}

const choices = z.object({
  choices: z.array(z.object({ name: z.string(), value: z.union([z.string(), z.number()]) })),
});

function shown(interactionId: string, { type, data }: Acknowledgement): Outcome {
  if (type === CALLBACK_TYPE.modal) return { kind: 'modal', interactionId, modal: modalSchema.parse(data) };
  if (type === CALLBACK_TYPE.autocompleteResult) return { kind: 'suggestions', ...choices.parse(data) };
  return { kind: 'answered' };
}

/** As Discord's own app words it, or would. */
const PROBLEMS: Readonly<Record<InvocationProblem, string>> = {
  'unknown-command': 'This command is outdated or not there any more. Please try again in a few minutes.',
  'unknown-option': 'This command has no such option.',
  'missing-option': 'This option is required. Specify a value.',
  'wrong-type': 'This is not a valid value.',
  'wrong-file-type': 'This kind of file is not accepted here.',
  'wrong-channel-type': 'A channel of this kind cannot be chosen here.',
  'nothing-behind-id': 'This is not there any more.',
  'out-of-range': 'This value is too short, too long, or out of range.',
  'not-a-choice': 'Choose one of the options in the list.',
  'not-typed': 'There are no suggestions for this option.',
  'not-usable-here': 'This command cannot be used here.',
  'not-permitted': 'You do not have permission to do this here.',
};

function refusal({ problem, option }: InvocationRefused): Outcome {
  return { kind: 'refused', text: PROBLEMS[problem], ...(option === undefined ? {} : { field: option }) };
}
