import { copyFile, mkdir, rm } from 'node:fs/promises';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openDatabase } from '../src/database/connection.ts';
import { inspectVideo } from '../src/media/video-file.ts';
import { type SandboxBot, startBot } from './bot.ts';
import { writeSamplePhoto } from './clips/sample-photo.ts';
import { providerActs, type Scene, usualActs } from './demo-acts.ts';
import type { LocalDiscord } from './discord/local-discord.ts';
import type { MessageView } from './discord/message-view.ts';
import { type Sandbox, startSandbox } from './start-sandbox.ts';
import { commandLine, messageLines } from './transcript.ts';

/**
 * `npm run demo`: a member uses the three commands in a local Discord, a local Segmind makes the videos, and the posted
 * files land in `sandbox/out/`. With `--providers` every system that raybot speaks to makes one. Exits with 1 unless every
 * video was delivered, by whom it was to be, and is what was asked for.
 */

interface Delivery {
  readonly command: string;
  readonly system: string;
  readonly file: string;
  readonly width: number;
  readonly height: number;
  readonly durationSeconds: number;
  readonly codec: string;
  readonly bytes: number;
  readonly messageId: string;
  readonly channelId: string;
  readonly credits: number;
}

/** A minute of waiting passes in five seconds. */
const timeScale = 12;
const deliveryTimeoutMs = 90_000;
const outDirectory = fileURLToPath(new URL('./out/', import.meta.url));

const asJson = process.argv.includes('--json');
const acts = process.argv.includes('--providers') ? providerActs : usualActs;
const print = (line = ''): void => {
  process.stdout.write(`${line}\n`);
};

async function main(): Promise<void> {
  await rm(outDirectory, { recursive: true, force: true });
  await mkdir(outDirectory, { recursive: true });
  const sandbox = await startSandbox({ timeScale });
  let bot: SandboxBot | null = null;
  try {
    const stage = await setTheStage(sandbox);
    const ended: EndedScene[] = [];
    for (const { title, environment, scenes } of acts) {
      if (title !== undefined) print(`\n── ${title}`);
      bot = await startBot(sandbox, { environment });
      ended.push(...(await play(stage, scenes, sandbox)));
      // It owns its database: the next one needs it, and at the end the ledger is read from there.
      await bot.stop();
      bot = null;
    }
    report(await collect(ended, `${sandbox.environment.DATA_DIR}/raybot.sqlite`));
  } finally {
    await bot?.stop();
    await sandbox.close();
  }
}

interface EndedScene extends Scene {
  readonly jobId: string;
  readonly message: MessageView;
}

/** Where it plays, and who plays. */
interface Stage {
  readonly channel: { readonly id: string };
  readonly member: { readonly id: string; readonly displayName: string };
  /** Chosen files by name. */
  readonly pictures: ReadonlyMap<string, string>;
  say(lines: readonly string[]): void;
}

async function setTheStage({ discord, clock }: Sandbox): Promise<Stage> {
  const [guild] = discord.world.guilds;
  const [channel] = guild?.channels ?? [];
  const [member] = discord.world.users;
  if (!guild || !channel || !member) throw new Error('The sandbox has no channel to play in.');

  print(`#${channel.name} in ${guild.name}, where time runs ${timeScale} times as fast`);
  if (acts.length === 1) print();
  // Made before the first command, as it keeps this process busy.
  const pictures = new Map<string, string>();
  for (const { picture } of acts.flatMap(({ scenes }) => scenes)) {
    if (picture && !pictures.has(picture)) pictures.set(picture, await choose(discord, channel.id, picture));
  }
  const startedAt = clock.now();
  const say = (lines: readonly string[]): void => {
    const seconds = Math.floor((clock.now() - startedAt) / 1000);
    const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`.padStart(5);
    print(lines.map((line, index) => `${index === 0 ? time : '     '}  ${line}`).join('\n'));
  };
  return { channel, member, pictures, say };
}

/** Types the commands one after the other and waits for all videos. */
async function play(stage: Stage, scenes: readonly Scene[], sandbox: Sandbox): Promise<EndedScene[]> {
  const { channel, member, pictures, say } = stage;
  const { discord, clock } = sandbox;
  const stop = discord.onChange((kind, message) => {
    say(
      kind === 'delete'
        ? [`(${message.author.displayName} removes the card)`]
        : messageLines(message, discord.world, clock.now()),
    );
  });
  try {
    return await Promise.all(
      scenes.map(async (scene) => {
        const { command, options, picture, system } = scene;
        const typed = picture === undefined ? options : { image: picture, ...options };
        const chosen = picture === undefined ? options : { image: pictures.get(picture) ?? '', ...options };
        say([commandLine({ author: member.displayName, command, options: typed })]);
        const { id } = discord.invoke({ userId: member.id, channelId: channel.id, command, options: chosen });
        const isEnd = (message: MessageView) => message.attachments.some(({ filename }) => filename.includes(id));
        const message = await discord.whenMessage(isEnd, { timeoutMs: deliveryTimeoutMs });
        if (!system.made(sandbox, String(options.prompt)))
          throw new Error(`/${command} was not made by ${system.name}.`);
        return { ...scene, jobId: id, message };
      }),
    );
  } finally {
    stop();
  }
}

/** A picture is made on the spot, kept beside the videos, and chosen for a command. */
async function choose(discord: LocalDiscord, channelId: string, picture: string): Promise<string> {
  const path = `${outDirectory}${picture}`;
  await writeSamplePhoto(path);
  return discord.attach({ channelId, path });
}

/** Copies the posted files out and checks each. */
async function collect(scenes: readonly EndedScene[], databaseFile: string): Promise<Delivery[]> {
  const { database, close } = await openDatabase(databaseFile);
  try {
    return await Promise.all(
      scenes.map(async ({ command, system, jobId, message, aspectRatio }, index) => {
        const [attachment] = message.attachments;
        if (!attachment) throw new Error(`/${command} was answered without a file.`);
        const file = `${outDirectory}${index + 1}-${attachment.filename}`;
        await copyFile(attachment.path, file);
        const { width, height, durationSeconds, codec, bytes } = await inspectVideo(file);
        if (Math.abs(width / height / aspectRatio - 1) > 0.02)
          throw new Error(`/${command}: ${width}×${height} is not the asked shape.`);
        const entry = await database
          .selectFrom('ledger_entry')
          .select('amount_credits')
          .where('job_id', '=', jobId)
          .executeTakeFirstOrThrow();
        const { id: messageId, channelId } = message;
        return {
          command: `/${command}`,
          system: system.name,
          file: relative(process.cwd(), file),
          width,
          height,
          durationSeconds,
          codec,
          bytes,
          messageId,
          channelId,
          credits: -entry.amount_credits,
        };
      }),
    );
  } finally {
    await close();
  }
}

function report(deliveries: readonly Delivery[]): void {
  const asked = acts.flatMap(({ scenes }) => scenes).length;
  print(`\nDelivered and verified: ${deliveries.length} of ${asked}`);
  for (const { command, system, file, durationSeconds, bytes, width, height, codec, credits } of deliveries) {
    if (acts.length > 1) print(`  ${system}`);
    print(
      `  ${command.padEnd(11)} ${durationSeconds.toFixed(1)} s  ${width}×${height}  ${codec}  ${(bytes / 1_000_000).toFixed(2)} MB  ${credits} credits  ${file}`,
    );
  }
  if (asJson) print(JSON.stringify({ deliveries }));
}

await main();
