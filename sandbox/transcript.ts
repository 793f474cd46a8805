import type { MessageView } from './discord/message-view.ts';
import type { World } from './discord/world.ts';

/** A channel written down as a person would see it. */

export interface TypedCommand {
  readonly author: string;
  readonly command: string;
  readonly options: Readonly<Record<string, string | number | boolean>>;
}

/** `Mira uses /ray-flash prompt: … duration: 5`, as the client shows the typed command. */
export function commandLine({ author, command, options }: TypedCommand): string {
  const typed = Object.entries(options).map(([name, value]) => `${name}: ${value}`);
  return `${author} ▸ /${[command, ...typed].join('  ')}`;
}

/** A message in lines, without the markdown that a client would not show. */
export function messageLines(message: MessageView, world: World, now: number): string[] {
  if (message.loading) return [`${message.author.displayName} is thinking …`];
  const seenBy = message.ephemeral ? ' (only you can see this)' : '';
  const text = message.text.split('\n').map((line) => `  ${readable(line, world, now)}`);
  const files = message.attachments.map((file) => {
    const size =
      file.width && file.height ? `${file.width}×${file.height}, ${file.durationSeconds?.toFixed(1)} s, ` : '';
    return `  ▶ ${file.filename} (${size}${(file.sizeBytes / 1_000_000).toFixed(1)} MB)`;
  });
  return [`${message.author.displayName}${seenBy}`, ...text, ...files];
}

function readable(line: string, world: World, now: number): string {
  return line
    .replace(/<@!?(\d+)>/g, (_, id: string) => `@${world.user(id)?.displayName ?? 'unknown'}`)
    .replace(/<t:(\d+):R>/g, (_, seconds: string) => relativeTime(Number(seconds) * 1000 - now))
    .replace(/^-# /, '')
    .replace(/^> /, '│ ')
    .replace(/\\([\\*_~`|[\]<@:#>+-])/g, '$1')
    .replace(/\*\*(.+?)\*\*/g, '$1');
}

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** As Discord words a timestamp of the form `R`. */
function relativeTime(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (Math.abs(seconds) < 60) return relative.format(seconds, 'second');
  const minutes = Math.round(seconds / 60);
  return Math.abs(minutes) < 60
    ? relative.format(minutes, 'minute')
    : relative.format(Math.round(minutes / 60), 'hour');
}
