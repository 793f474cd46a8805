import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Clock } from '../../src/clock.ts';
import { discordApi } from './api.ts';
import { type AttachmentClaims, AttachmentStore } from './attachments.ts';
import { CommandStore } from './commands.ts';
import { type DiscordFaults, noFaults } from './faults.ts';
import { Gateway } from './gateway.ts';
import { GUILDS_INTENT } from './gateway-protocol.ts';
import { InteractionStore } from './interactions.ts';
import { type MessageView, viewOf } from './message-view.ts';
import { type ChangeKind, MessageStore } from './messages.ts';
import { channelObject } from './objects.ts';
import {
  type ChooseOptions,
  type Invocation,
  type InvokeOptions,
  type MessageMenuOptions,
  People,
  type PressOptions,
  type SayOptions,
  type SubmitOptions,
  type SuggestOptions,
  type UserMenuOptions,
} from './people.ts';
import type { CdnRequest, RecordedRequest } from './request-log.ts';
import { Snowflakes } from './snowflake.ts';
import type { DiscordState } from './state.ts';
import { World, type WorldSetup } from './world.ts';

export type { Invocation, InvokeOptions } from './people.ts';

export interface LocalDiscordOptions extends WorldSetup {
  readonly clock: Clock;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** Where uploaded files are kept. It is created, and left behind for its owner to remove. */
  readonly directory: string;
  /**
   * How long an interaction waits for its first answer, milliseconds of the clock; 3,000 as in Discord by default. A
   * function where the clock's speed changes.
   */
  readonly acknowledgeWithinMs?: number | (() => number);
  readonly token?: string;
  readonly faults?: Partial<DiscordFaults>;
}

interface WaitOptions {
  /** Real time in milliseconds. */
  readonly timeoutMs: number;
}

/**
 * Starts a Discord on loopback: REST under `/api`, the gateway under `/gateway`, files under `/cdn`, all on one port.
 * It keeps Discord's rules and times (by `clock`) and knows nothing of the bot that logs in.
 */
export async function startLocalDiscord(options: LocalDiscordOptions): Promise<LocalDiscord> {
  await mkdir(options.directory, { recursive: true });
  const address = { origin: '' };
  const state = createState(options, address);
  // Hono's adapter would replace the global Request and Response of the process; the sandbox shares it with others.
  const server = createAdaptorServer({ fetch: discordApi(state).fetch, overrideGlobalObjects: false });
  server.on('upgrade', (request, socket, head) => {
    if (new URL(request.url ?? '/', 'http://localhost').pathname.replace(/\/$/, '') !== '/gateway') socket.destroy();
    else state.gateway.accept(request, socket, head);
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  address.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return new LocalDiscord(state, address.origin, async () => {
    if ('closeAllConnections' in server) server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
}

function createState(options: LocalDiscordOptions, address: { origin: string }): DiscordState {
  const { clock } = options;
  const ids = new Snowflakes(() => clock.now());
  const world = new World(options);
  const token = options.token ?? `${Buffer.from(world.bot.id).toString('base64url')}.sandbox.not-a-secret-of-anybody`;
  const faults = { ...noFaults(), ...options.faults };
  const attachments = new AttachmentStore({
    directory: options.directory,
    clock,
    ids,
    origin: () => address.origin,
    linkLifeMs: () => faults.cdn.linkLifeMs,
  });
  const url = () => `${address.origin.replace('http', 'ws')}/gateway`;
  return {
    clock,
    token,
    ids,
    world,
    attachments,
    messages: new MessageStore({ clock, ids, world, attachments }),
    interactions: new InteractionStore(clock, world.applicationId, options.acknowledgeWithinMs),
    commands: new CommandStore(world.applicationId, ids),
    gateway: new Gateway({ world, token, url, faults }),
    faults,
    requests: [],
    cdnRequests: [],
    deletedChannels: new Set(),
  };
}

export class LocalDiscord {
  readonly #state: DiscordState;
  readonly #people: People;
  readonly #stop: () => Promise<void>;
  /** Such as `http://127.0.0.1:40000`. */
  readonly origin: string;
  /** The base of the REST interface, without a version: where a client's `rest.api` points. */
  readonly apiUrl: string;

  constructor(state: DiscordState, origin: string, stop: () => Promise<void>) {
    this.#state = state;
    this.#people = new People(state);
    this.#stop = stop;
    this.origin = origin;
    this.apiUrl = `${origin}/api`;
  }

  get token(): string {
    return this.#state.token;
  }

  get applicationId(): string {
    return this.#state.world.applicationId;
  }

  get botUserId(): string {
    return this.#state.world.bot.id;
  }

  /** Who and where there is. */
  get world(): World {
    return this.#state.world;
  }

  /** What goes wrong; assign its fields at any time. */
  get faults(): DiscordFaults {
    return this.#state.faults;
  }

  /** Every REST request so far, oldest first. */
  get requests(): readonly RecordedRequest[] {
    return this.#state.requests;
  }

  /** Every request for a file so far, oldest first. */
  get cdnRequests(): readonly CdnRequest[] {
    return this.#state.cdnRequests;
  }

  clearRequests(): void {
    this.#state.requests.length = 0;
    this.#state.cdnRequests.length = 0;
  }

  /** Registered commands of all scopes, as Discord returns them. */
  commands() {
    return this.#state.commands.all().map((command) => this.#state.commands.toObject(command));
  }

  /** Ids of the commands that Discord's own app offers somebody in a channel. */
  offeredCommands(place: { userId: string; channelId: string }): string[] {
    return this.#people.offeredCommands(place).map(({ id }) => id);
  }

  /** Calls `listener` after every change of the registered commands. @returns a function that ends this */
  onCommands(listener: () => void): () => void {
    return this.#state.commands.onWrite(listener);
  }

  /** Calls `listener` whenever a bot has logged in, or has come back to its session. @returns a function that ends this */
  onLogin(listener: () => void): () => void {
    return this.#state.gateway.onIdentify(listener);
  }

  /** How often commands were written, by any method. */
  get commandWrites(): number {
    return this.#state.commands.writes;
  }

  /**
   * Waits until a bot is logged in at the gateway and has at least one command.
   * @throws {Error} when `timeoutMs` of real time have passed
   */
  async whenReady({ timeoutMs }: WaitOptions): Promise<void> {
    const { gateway, commands } = this.#state;
    const isReady = () => gateway.identified && commands.all().length > 0;
    if (isReady()) return;
    await waitFor<void>(
      timeoutMs,
      () => `no bot became ready (${this.#readiness()})`,
      (done) => {
        const check = () => isReady() && done();
        const stops = [gateway.onIdentify(check), commands.onWrite(check)];
        return () => {
          for (const stop of stops) stop();
        };
      },
    );
  }

  /**
   * A person sends a command.
   * @throws {InvocationRefused} when Discord's own app would not send it, unless `strict` is false
   */
  invoke(options: InvokeOptions): Invocation {
    return this.#people.sendCommand(options);
  }

  /**
   * A person uses a message command on a message; one of a person comes from `say`.
   * @throws {InvocationRefused} as `invoke` does
   */
  invokeOnMessage(options: MessageMenuOptions): Invocation {
    return this.#people.useOnMessage(options);
  }

  /**
   * A person uses a user command on somebody.
   * @throws {InvocationRefused} as `invoke` does
   */
  invokeOnUser(options: UserMenuOptions): Invocation {
    return this.#people.useOnUser(options);
  }

  /** A person types into an option that has autocomplete; what stands in the others may be half finished. */
  suggest(options: SuggestOptions): Invocation {
    return this.#people.askForSuggestions(options);
  }

  /**
   * A person presses a button.
   * @throws {RangeError} when the message has no such button that can be pressed
   */
  press(options: PressOptions): Invocation {
    return this.#people.pressButton(options);
  }

  /**
   * A person chooses in a select of any kind.
   * @throws {RangeError} when the message has no such select that can be used
   * @throws {InvocationRefused} when these values cannot be chosen there, unless `strict` is false
   */
  choose(options: ChooseOptions): Invocation {
    return this.#people.choose(options);
  }

  /**
   * The person who was shown a modal submits it.
   * @throws {RangeError} when the interaction was not answered with a modal
   * @throws {InvocationRefused} when Discord's own app would not submit it so, unless `strict` is false
   */
  submitModal(options: SubmitOptions): Invocation {
    return this.#people.submitModal(options);
  }

  /**
   * A person writes a message.
   * @throws {InvocationRefused} when the person may not write there
   */
  async say(options: SayOptions): Promise<MessageView> {
    return this.#view(await this.#people.say(options));
  }

  /**
   * A person chooses a file for an attachment option.
   * @param file.declare - what the attachment object shall say instead of the truth
   * @returns the id to give as the option's value
   */
  async attach(file: {
    channelId: string;
    path: string;
    contentType?: string;
    declare?: AttachmentClaims;
  }): Promise<string> {
    const { declare, ...chosen } = file;
    const id = await this.#people.chooseFile(chosen);
    if (declare) this.declareAttachment(id, declare);
    return id;
  }

  /** Makes the object of a file say something else than the truth from now on, wherever the file belongs. */
  declareAttachment(id: string, claims: AttachmentClaims): void {
    this.#state.attachments.claim(id, claims);
  }

  /** A file is gone from the CDN, whatever still names it. */
  deleteAttachment(id: string): void {
    this.#state.attachments.delete(id);
  }

  /** Messages that stand (or, on request, that were deleted), oldest first. */
  messages(channelId?: string, { deleted = false } = {}): MessageView[] {
    return this.#state.messages.list({ channelId, deleted }).map((message) => this.#view(message));
  }

  /**
   * The first message that matches: one that stands already, or the next one created, edited or deleted.
   * @throws {Error} when `timeoutMs` of real time have passed; it lists what was said instead
   */
  whenMessage(predicate: (message: MessageView) => boolean, { timeoutMs }: WaitOptions): Promise<MessageView> {
    const standing = this.messages().find(predicate);
    if (standing) return Promise.resolve(standing);
    const describe = () => `no such message came; there are:\n${this.messages().map(lineOf).join('\n')}`;
    return waitFor<MessageView>(timeoutMs, describe, (done) =>
      this.onChange((_, message) => predicate(message) && done(message)),
    );
  }

  /** Calls `listener` after every change of a message. @returns a function that ends this */
  onChange(listener: (kind: ChangeKind, message: MessageView) => void): () => void {
    return this.#state.messages.onChange((kind, message) => listener(kind, this.#view(message)));
  }

  /** A moderator deletes a message. */
  deleteMessage(messageId: string): void {
    const message = this.#state.messages.find(messageId);
    if (message) this.#state.messages.delete(message);
  }

  /**
   * A channel goes away with its threads and all that stands in them.
   * @throws {RangeError} when there is no such channel in a guild
   */
  deleteChannel(channelId: string): void {
    const { world, messages, gateway, deletedChannels } = this.#state;
    const channel = world.channel(channelId);
    if (channel?.kind !== 'guild') throw new RangeError('there is no such channel in a guild');
    const threads = world.guild(channel.guildId)?.threads.filter(({ thread }) => thread?.parentId === channelId) ?? [];
    for (const { id } of [channel, ...threads]) {
      for (const message of messages.list({ channelId: id })) messages.delete(message);
      deletedChannels.add(id);
    }
    const scope = { intent: GUILDS_INTENT, guildId: channel.guildId };
    gateway.dispatch(channel.thread ? 'THREAD_DELETE' : 'CHANNEL_DELETE', channelObject(channel, null), scope);
  }

  /** The bot's token is replaced: its routes answer 401, its connections are closed with 4004 and cannot come back. */
  revokeToken(): void {
    this.#state.faults.tokenRevoked = true;
    this.#state.gateway.revoke();
  }

  /** Asks connected bots for a heartbeat out of turn (opcode 1). */
  askForHeartbeat(): void {
    this.#state.gateway.askForHeartbeat();
  }

  /** Cuts the gateway's connections, or closes them with a code. */
  dropGateway(code?: number): void {
    this.#state.gateway.drop(code);
  }

  /** Asks connected bots to reconnect and resume (opcode 7). */
  sendReconnect(): void {
    this.#state.gateway.sendReconnect();
  }

  /** Declares sessions invalid (opcode 9). */
  invalidateSession(resumable: boolean): void {
    this.#state.gateway.invalidateSessions(resumable);
  }

  /** Begins or ends an outage of one guild. */
  setGuildUnavailable(guildId: string, unavailable = true): void {
    const guild = this.#state.world.guild(guildId);
    if (!guild) throw new RangeError('there is no such guild');
    this.#state.gateway.setGuildUnavailable(guild, unavailable);
  }

  /** A guild removes the bot; until its next login, where the guild is listed again. */
  removeBot(guildId: string): void {
    this.#state.gateway.dispatch('GUILD_DELETE', { id: guildId }, { intent: GUILDS_INTENT, guildId });
  }

  /**
   * A guild that has removed the bot invites it again.
   * @throws {RangeError} when there is no such guild
   */
  inviteBot(guildId: string): void {
    this.setGuildUnavailable(guildId, false);
  }

  async close(): Promise<void> {
    this.#state.interactions.close();
    this.#state.gateway.close();
    await this.#stop();
  }

  #view(message: Parameters<typeof viewOf>[0]): MessageView {
    return viewOf(message, this.#state.world, this.#state.attachments);
  }

  #readiness(): string {
    const { gateway, commands } = this.#state;
    return `logged in: ${gateway.identified ? 'yes' : 'no'}, commands: ${commands.all().length}`;
  }
}

function lineOf(message: MessageView): string {
  const files = message.attachments.map((attachment) => attachment.filename).join(', ');
  return `- ${message.author.displayName}${message.ephemeral ? ' (ephemeral)' : ''}: ${message.text} ${files}`.trimEnd();
}

/** Waits for one call of `done`, and always stops listening. */
function waitFor<T>(
  timeoutMs: number,
  complaint: () => string,
  listen: (done: (value: T) => void) => () => void,
): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const timer = setTimeout(() => reject(new Error(`after ${timeoutMs} ms: ${complaint()}`)), timeoutMs);
  const stop = listen(resolve);
  return promise.finally(() => {
    clearTimeout(timer);
    stop();
  });
}
