import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import type { Attachment } from './attachments.ts';
import { COMMAND_TYPE } from './command-body.ts';
import { commandData } from './command-invocation.ts';
import { commandOwners } from './command-use.ts';
import type { Command } from './commands.ts';
import { COMPONENT_TYPE, flatten } from './components.ts';
import { INSTALL, type Owners, ownersOf } from './installations.ts';
import { type Circumstances, type Deed, deliver, type Invocation } from './interaction-delivery.ts';
import { CALLBACK_TYPE, INTERACTION_TYPE } from './interactions.ts';
import { InvocationRefused } from './invocation-refused.ts';
import { isEphemeral, type Message } from './messages.ts';
import { modalSchema } from './modal.ts';
import { modalData } from './modal-filling.ts';
import type {
  ChooseOptions,
  InvokeOptions,
  Leniency,
  MessageMenuOptions,
  PressOptions,
  SayOptions,
  SubmitOptions,
  SuggestOptions,
  UserMenuOptions,
} from './people-options.ts';
import { has } from './permissions.ts';
import { type Lookup, resolve } from './resolved.ts';
import { isSelect, type Select, selectProblem, selectReferences } from './select-values.ts';
import type { DiscordState } from './state.ts';
import type { AnyComponent } from './stored-components.ts';
import type { Channel } from './world.ts';

export type { Invocation } from './interaction-delivery.ts';
export type * from './people-options.ts';

/** What people do with a bot. */
export class People {
  readonly #state: DiscordState;

  constructor(state: DiscordState) {
    this.#state = state;
  }

  sendCommand(options: InvokeOptions): Invocation {
    return this.#type(options, INTERACTION_TYPE.command, options.strict ?? true);
  }

  /** The commands that the app shows somebody in a place, in the order in which they were registered. */
  offeredCommands({ userId, channelId }: { userId: string; channelId: string }): Command[] {
    const channel = this.#channel(channelId);
    const { world, commands } = this.#state;
    return commands.all().filter((command) => {
      if (this.#command(command.body.name, channel, command.type) !== command) return false;
      try {
        commandOwners(world, command, channel, userId);
        return true;
      } catch {
        return false;
      }
    });
  }

  askForSuggestions(options: SuggestOptions): Invocation {
    const { focused } = options;
    const typed = { ...options, options: { [focused]: '', ...options.options } };
    return this.#type(typed, INTERACTION_TYPE.autocomplete, false, focused);
  }

  useOnMessage(options: MessageMenuOptions): Invocation {
    const { messageId: id } = options;
    const message = this.#message(id, options.userId);
    return this.#useMenu(options, message.channelId, COMMAND_TYPE.message, { type: 'message', id });
  }

  useOnUser(options: UserMenuOptions): Invocation {
    if (!this.#state.world.user(options.targetId)) throw new RangeError('there is no such user');
    return this.#useMenu(options, options.channelId, COMMAND_TYPE.user, { type: 'user', id: options.targetId });
  }

  pressButton(options: PressOptions): Invocation {
    const { message, component } = this.#component(options, (one) => one.type === COMPONENT_TYPE.button);
    return this.#useComponent(options, message, component, {});
  }

  choose(options: ChooseOptions): Invocation {
    const { values } = options;
    const { message, component } = this.#component(options, isSelect);
    // Its shape was checked when the message was written.
    const select = component as AnyComponent & Select;
    const lookup = this.#lookup(this.#channel(message.channelId), options.userId);
    const problem = (options.strict ?? true) ? selectProblem(select, values, lookup) : undefined;
    if (problem) throw new InvocationRefused(problem, options.customId);
    const references = selectReferences(select, values);
    const resolved = references.length > 0 ? { resolved: resolve(references, lookup) } : {};
    return this.#useComponent(options, message, component, { values: [...values], ...resolved });
  }

  submitModal(options: SubmitOptions): Invocation {
    const { interactionId, values = {}, strict = true, ...circumstances } = options;
    const opened = this.#state.interactions.find(interactionId);
    if (opened?.acknowledgement?.type !== CALLBACK_TYPE.modal) throw new RangeError('no modal was opened there');
    const { interaction: opener, acknowledgement } = opened;
    const { userId } = opener;
    const channel = this.#channel(opener.channelId);
    const data = modalData(modalSchema.parse(acknowledgement.data), values, this.#lookup(channel, userId), strict);
    const { messageId, owners } = opener;
    const deed = { type: INTERACTION_TYPE.modal, data, messageId, opener, owners };
    return deliver(this.#state, channel, { ...circumstances, userId }, deed);
  }

  async chooseFile(file: { channelId: string; path: string; contentType?: string }): Promise<string> {
    const attachment = await this.#upload(file.channelId, file, true);
    this.#state.attachments.publish([attachment]);
    return attachment.id;
  }

  async say({ userId, channelId, content = '', files = [], embeds = [] }: SayOptions): Promise<Message> {
    const { world, messages } = this.#state;
    const bits = world.permissions(userId, this.#channel(channelId));
    if (!has(bits, 'viewChannel', 'sendMessages')) throw new InvocationRefused('not-permitted');
    const attachments: Attachment[] = [];
    for (const file of files) attachments.push(await this.#upload(channelId, file, false));
    const body = { content, embeds, components: [], attachments, flags: 0 };
    return messages.create({ ...body, channelId, authorId: userId });
  }

  async #upload(channelId: string, file: { path: string; contentType?: string }, ephemeral: boolean) {
    const { attachments } = this.#state;
    const { path, contentType } = file;
    const body = createReadStream(path) as AsyncIterable<Buffer>;
    // The size is the person's own affair: with a subscription it may be far above what a bot may send.
    const upload = await attachments.receive(
      { index: 0, filename: basename(path), contentType, body },
      Number.POSITIVE_INFINITY,
    );
    return attachments.accept(upload, undefined, { channelId, ephemeral });
  }

  #type(options: InvokeOptions, type: number, strict: boolean, focused?: string): Invocation {
    const channel = this.#channel(options.channelId);
    const path = options.command.trim().replace(/^\//, '').split(/\s+/);
    const command = this.#command(path[0] ?? '', channel, COMMAND_TYPE.chatInput);
    // Suggestions are asked for as soon as somebody who may use the command types; its options may still be wrong.
    const owners = this.#owners(command, channel, options.userId, strict || focused !== undefined);
    const input = { path, command, options: options.options ?? {}, strict, focused };
    const lookup = this.#lookup(channel, options.userId);
    const data = commandData(input, lookup, () => this.#state.ids.next());
    return deliver(this.#state, channel, options, { type, data, commandName: path.join(' '), owners });
  }

  #useMenu(
    options: Circumstances & Leniency & { command: string },
    channelId: string,
    type: number,
    target: NonNullable<Deed['target']>,
  ): Invocation {
    const { strict = true, command: name, userId } = options;
    const channel = this.#channel(channelId);
    const command = this.#command(name, channel, type);
    if (!command) throw new InvocationRefused('unknown-command', name);
    const resolved = resolve([{ kind: target.type, id: target.id }], this.#lookup(channel, userId));
    const guild = command.guildId === undefined ? {} : { guild_id: command.guildId };
    const data = { id: command.id, name, type, target_id: target.id, resolved, ...guild };
    const owners = this.#owners(command, channel, userId, strict);
    return deliver(this.#state, channel, options, {
      type: INTERACTION_TYPE.command,
      data,
      commandName: name,
      target,
      owners,
    });
  }

  #useComponent(options: PressOptions, message: Message, component: AnyComponent, more: object): Invocation {
    const channel = this.#channel(message.channelId);
    const { type, id } = component;
    const data = { custom_id: options.customId, component_type: type, id, ...more };
    const owners = this.#ownersOfMessage(message, channel, options.userId);
    const deed = { type: INTERACTION_TYPE.component, data, messageId: message.id, owners };
    return deliver(this.#state, channel, options, deed);
  }

  #component({ messageId, customId, userId }: PressOptions, isKind: (component: AnyComponent) => boolean) {
    const message = this.#message(messageId, userId);
    const component = flatten(message.components).find((candidate) => candidate.custom_id === customId);
    if (!component || !isKind(component) || component.disabled) throw new RangeError('there is no such component');
    return { message, component };
  }

  /** @throws {RangeError} when it is gone or not for this person's eyes */
  #message(id: string, userId: string): Message {
    const message = this.#state.messages.find(id);
    const hidden = message && isEphemeral(message) && message.origin?.userId !== userId;
    const channel = message && this.#channel(message.channelId);
    const sees = channel && has(this.#state.world.permissions(userId, channel), 'viewChannel');
    if (!message || hidden || !sees) throw new RangeError('there is no such message');
    return message;
  }

  #command(name: string, channel: Channel, type: number): Command | undefined {
    const guildId = channel.kind === 'guild' ? channel.guildId : undefined;
    return this.#state.commands.findByName(name, guildId, type);
  }

  #owners(command: Command | undefined, channel: Channel, userId: string, strict: boolean): Owners {
    const { world } = this.#state;
    if (command && strict) return commandOwners(world, command, channel, userId);
    return ownersOf(world, channel, userId, command?.body.integration_types ?? [INSTALL.guild]);
  }

  /** A component stands on the installation that brought its message. */
  #ownersOfMessage(message: Message, channel: Channel, userId: string): Owners {
    const origin = message.origin && this.#state.interactions.find(message.origin.interactionId);
    return origin?.interaction.owners ?? ownersOf(this.#state.world, channel, userId, [INSTALL.guild]);
  }

  #lookup(channel: Channel, userId: string): Lookup {
    const { world, attachments, messages } = this.#state;
    return {
      world,
      channel,
      userId,
      attachment: (id) => {
        const found = attachments.get(id);
        return found && attachments.toObject(found);
      },
      message: (id) => {
        const found = messages.find(id);
        return found && messages.toObject(found);
      },
    };
  }

  #channel(id: string): Channel {
    const channel = this.#state.world.channel(id);
    if (!channel) throw new RangeError('there is no such channel');
    return channel;
  }
}
