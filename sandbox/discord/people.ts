import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { commandData, InvocationRefused, type OptionValue } from './command-invocation.ts';
import type { Command } from './commands.ts';
import { flatten } from './components.ts';
import { interactionObject } from './interaction-payload.ts';
import { type Acknowledgement, INTERACTION_TYPE, type Interaction } from './interactions.ts';
import { has } from './permissions.ts';
import type { DiscordState } from './state.ts';
import type { Channel } from './world.ts';

const BUTTON = 2;

interface Circumstances {
  readonly userId: string;
  /** Bytes for each file of an answer; default: by the guild's boost level. */
  readonly attachmentSizeLimit?: number;
  readonly locale?: string;
  /** Delivers the event this many milliseconds after it was made. */
  readonly lateByMs?: number;
}

export interface InvokeOptions extends Circumstances {
  readonly channelId: string;
  /** Name without the slash; with subcommands as it is typed: `quota grant`. */
  readonly command: string;
  readonly options?: Readonly<Record<string, OptionValue>>;
  /** Whether to refuse what Discord's own app would not let a person send. Default true. */
  readonly strict?: boolean;
}

export interface SuggestOptions extends Omit<InvokeOptions, 'strict'> {
  /** Name of the option that is being typed. */
  readonly focused: string;
}

export interface PressOptions extends Circumstances {
  readonly messageId: string;
  readonly customId: string;
}

/** Something that a person did, on its way to the bot. */
export interface Invocation {
  readonly id: string;
  readonly token: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** The first valid answer, or `missed` when three seconds have passed without one. */
  readonly acknowledged: Promise<Acknowledgement | 'missed'>;
  /** Sends the same event once more. */
  replay(): void;
}

/** What people do with a bot. */
export class People {
  readonly #state: DiscordState;

  constructor(state: DiscordState) {
    this.#state = state;
  }

  sendCommand(options: InvokeOptions): Invocation {
    return this.#type(options, INTERACTION_TYPE.command, options.strict ?? true);
  }

  askForSuggestions(options: SuggestOptions): Invocation {
    return this.#type(options, INTERACTION_TYPE.autocomplete, false, options.focused);
  }

  pressButton(options: PressOptions): Invocation {
    const message = this.#state.messages.find(options.messageId);
    const button = flatten(message?.components ?? []).find((component) => component.custom_id === options.customId);
    if (!message || button?.type !== BUTTON || button.disabled) throw new RangeError('there is no such button');
    const data = { custom_id: options.customId, component_type: BUTTON, id: 0 };
    const details = { type: INTERACTION_TYPE.component, data, messageId: message.id };
    return this.#deliver(options, message.channelId, details);
  }

  async chooseFile(file: { channelId: string; path: string; contentType?: string }): Promise<string> {
    const { attachments } = this.#state;
    const { channelId, path, contentType } = file;
    const body = createReadStream(path) as AsyncIterable<Buffer>;
    // The size is the person's own affair: with a subscription it may be far above what a bot may send.
    const upload = await attachments.receive(
      { index: 0, filename: basename(path), contentType, body },
      Number.POSITIVE_INFINITY,
    );
    const attachment = await attachments.accept(upload, undefined, { channelId, ephemeral: true });
    attachments.publish([attachment]);
    return attachment.id;
  }

  #type(options: InvokeOptions, type: number, strict: boolean, focused?: string): Invocation {
    const { world, commands, ids, attachments } = this.#state;
    const channel = this.#channel(options.channelId);
    const guildId = channel.kind === 'guild' ? channel.guildId : undefined;
    const path = options.command.trim().replace(/^\//, '').split(/\s+/);
    const command = commands.findByName(path[0] ?? '', guildId);
    if (strict && command) this.#checkUsable(command, channel, options.userId);
    const input = { path, command, options: options.options ?? {}, guildId, strict, focused };
    const attachment = (id: string) => {
      const found = attachments.get(id);
      return found && attachments.toObject(found);
    };
    const data = commandData(input, { world, attachment }, () => ids.next());
    return this.#deliver(options, channel.id, { type, data, commandName: path.join(' ') });
  }

  #deliver(
    options: Circumstances,
    channelId: string,
    details: { type: number; data: Record<string, unknown>; commandName?: string; messageId?: string },
  ): Invocation {
    const { world, ids, clock, interactions, messages, gateway } = this.#state;
    const channel = this.#channel(channelId);
    const guildId = channel.kind === 'guild' ? channel.guildId : undefined;
    const id = ids.next(clock.now() - (options.lateByMs ?? 0));
    const interaction: Interaction = interactions.add({
      id,
      token: Buffer.from(`interaction:${id}:${randomBytes(60).toString('base64url')}`).toString('base64url'),
      type: details.type,
      userId: options.userId,
      channelId,
      guildId,
      commandName: details.commandName,
      messageId: details.messageId,
      attachmentSizeLimit: options.attachmentSizeLimit ?? world.uploadLimitBytes(channel),
    });
    const message = details.messageId === undefined ? undefined : messages.find(details.messageId);
    const payload = interactionObject(world, {
      interaction,
      data: details.data,
      locale: options.locale,
      lastMessageId: messages.lastId(channelId),
      message: message && messages.toObject(message),
    });
    const replay = () => gateway.dispatch('INTERACTION_CREATE', payload, { guildId });
    replay();
    return { id, token: interaction.token, payload, acknowledged: interaction.acknowledged, replay };
  }

  #checkUsable(command: Command, channel: Channel, userId: string): void {
    const context = channel.kind === 'guild' ? 0 : 1;
    const contexts = command.body.contexts ?? (command.body.dm_permission === false ? [0] : undefined);
    if (command.guildId === undefined && contexts && !contexts.includes(context))
      throw new InvocationRefused('not-usable-here');
    const permissions = this.#state.world.permissions(userId, channel);
    if (!has(permissions, 'viewChannel', 'useApplicationCommands')) throw new InvocationRefused('not-permitted');
    const needed = command.body.default_member_permissions;
    if (channel.kind === 'direct' || needed == null) return;
    // «0» is the way to say: administrators only.
    const enough =
      needed === '0' ? has(permissions, 'administrator') : (permissions & BigInt(needed)) === BigInt(needed);
    if (!enough) throw new InvocationRefused('not-permitted');
  }

  #channel(id: string): Channel {
    const channel = this.#state.world.channel(id);
    if (!channel) throw new RangeError('there is no such channel');
    return channel;
  }
}
