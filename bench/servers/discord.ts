import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { serve } from '../workers.ts';
import { answer, createAnsweringServer, drain, listen, readBody } from './answering.ts';
import { now } from './clock.ts';
import { createDiscordGateway } from './discord-gateway.ts';
import { messageObject, rayFlashInteraction } from './place.ts';
import { nextSnowflake } from './snowflake.ts';

/**
 * A lean Discord in a process of its own: gateway and REST, no rules, no memory but counts and times. Its clock alone
 * measures acknowledgements: from writing the gateway's frame to the last byte of the callback's request.
 */

/** What Discord saw of one command. */
export interface CommandRecord {
  /** 0 for the first of its burst. */
  readonly number: number;
  readonly interactionId: string;
  /** From the frame to the callback, milliseconds; null while there was none. */
  readonly ackMs: number | null;
  /** When each upload of a file for it was received in full, milliseconds since the epoch. */
  readonly filesAt: readonly number[];
  /** Requests about it by kind, callback and uploads among them. */
  readonly requests: Readonly<Record<string, number>>;
}

export interface Burst {
  /** Of the bot that gets the commands. */
  readonly token: string;
  /** In order; each is typed by another member. */
  readonly prompts: readonly string[];
}

type Command = { -readonly [Field in keyof CommandRecord]: CommandRecord[Field] } & {
  sentAt: number;
  filesAt: number[];
  requests: Record<string, number>;
};

const commands = new Map<string, Command>();
/** Files of uploads that belong to no command: those of the peers that move files only. */
let otherFiles = 0;
let lastRequestAt = now();
let uploadBytesPerSecond: number | null = null;
let origin = '';

const server = createAnsweringServer(handle);
const gateway = createDiscordGateway(server, () => origin.replace('http', 'ws'));

const methods = {
  /** @returns the address of the API, without the version */
  async start(_: null): Promise<string> {
    origin = await listen(server);
    return `${origin}/api`;
  },
  forget: (token: string) => gateway.forget(token),
  whenConnected: (token: string) => gateway.whenConnected(token),
  /** How fast each connection takes a file; null for no limit. */
  limitUploads(bytesPerSecond: number | null): void {
    uploadBytesPerSecond = bytesPerSecond;
  },
  /** Writes all commands back to back and forgets earlier ones. Ends when each has its callback, or after ten seconds. */
  async burst({ token, prompts }: Burst): Promise<void> {
    commands.clear();
    const sends = prompts.map((prompt, number) => prepareCommand(token, prompt, number));
    for (const send of sends) send();
    const deadline = now() + 10_000;
    while (now() < deadline && [...commands.values()].some(({ ackMs }) => ackMs === null)) await delay(20);
  },
  /** Waits until each command of the burst has a file, or the deadline (milliseconds since the epoch) is there. */
  async whenDelivered(deadline: number): Promise<void> {
    while (now() < deadline && [...commands.values()].some(({ filesAt }) => filesAt.length === 0)) await delay(50);
  },
  /** Waits until nobody has sent a request for `ms` milliseconds. */
  async whenQuiet(ms: number): Promise<void> {
    while (now() - lastRequestAt < ms) await delay(ms - (now() - lastRequestAt));
  },
  report: (_: null): CommandRecord[] => [...commands.values()],
  /** Files without a command since the last call. */
  takeOtherFiles(_: null): number {
    const files = otherFiles;
    otherFiles = 0;
    return files;
  },
};
export type DiscordServer = typeof methods;
serve(methods);

function prepareCommand(token: string, prompt: string, number: number): () => void {
  const interactionId = nextSnowflake();
  const command = { number, interactionId, ackMs: null, filesAt: [], requests: {}, sentAt: 0 };
  commands.set(interactionId, command);
  const interaction = rayFlashInteraction(interactionId, `bench-${interactionId}`, number, prompt);
  const send = gateway.prepare(token, 'INTERACTION_CREATE', interaction);
  return () => {
    command.sentAt = now();
    send();
  };
}

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  lastRequestAt = now();
  const [, , , room, ...rest] = decodeURIComponent(request.url ?? '').split(/[/?]/);
  if (room === 'gateway') answer(response, 200, gatewayInformation());
  else if (room === 'applications') await keepCommands(request, response);
  else if (room === 'interactions') await takeCallback(rest[0] ?? '', request, response);
  else if (room === 'webhooks') await takeMessage(rest[1]?.replace('bench-', ''), request, response);
  else await takeMessage(undefined, request, response);
}

/** https://docs.discord.com/developers/events/gateway#get-gateway-bot */
function gatewayInformation(): object {
  const session_start_limit = { total: 1000, remaining: 999, reset_after: 86_400_000, max_concurrency: 16 };
  return { url: origin.replace('http', 'ws'), shards: 1, session_start_limit };
}

/** Asked for its commands it has none; told them, it says the same. */
async function keepCommands(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await readBody(request);
  const declared = request.method === 'PUT' ? (JSON.parse(body) as object[]) : [];
  answer(
    response,
    200,
    declared.map((command, index) => ({ id: String(920_000_000_000_000_000n + BigInt(index)), ...command })),
  );
}

async function takeCallback(id: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  await readBody(request);
  const command = commands.get(id);
  if (command) {
    command.ackMs ??= now() - command.sentAt;
    count(command, 'callback');
  }
  if (!request.url?.includes('with_response=true')) answer(response, 204);
  else {
    const response_message_id = nextSnowflake();
    const interaction = { id, type: 2, response_message_id, response_message_loading: true };
    answer(response, 200, { interaction });
  }
}

/** A message by whatever road, with or without a file. */
async function takeMessage(id: string | undefined, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const hasFile = request.headers['content-type']?.startsWith('multipart/') ?? false;
  const { head } = await drain(request, hasFile ? uploadBytesPerSecond : null);
  const receivedAt = now();
  lastRequestAt = receivedAt;
  const command = commands.get(id ?? jobOf(head));
  if (hasFile && command) command.filesAt.push(receivedAt);
  else if (hasFile) otherFiles += 1;
  if (command) count(command, hasFile ? 'file' : (request.method ?? '').toLowerCase());
  if (request.method === 'DELETE') answer(response, 204);
  else answer(response, 200, messageObject());
}

/** raybot names a job in the message's nonce, and again in the name of its file. */
function jobOf(head: string): string {
  return /"nonce":"(\d+)"/.exec(head)?.[1] ?? /filename="[^"]*?(\d{17,20})\.mp4"/.exec(head)?.[1] ?? '';
}

function count(command: Command, kind: string): void {
  command.requests[kind] = (command.requests[kind] ?? 0) + 1;
}
