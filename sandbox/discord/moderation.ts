import { type Component, textOf } from './components.ts';
import { DiscordError } from './errors.ts';
import type { Embed } from './message-body.ts';
import type { DiscordState } from './state.ts';

interface Words {
  readonly content: string;
  readonly embeds: readonly Embed[];
  readonly components: readonly Component[] | null | undefined;
}

/**
 * What Discord's filters refuse, on every road that a message can take.
 * @throws {DiscordError} 200000 AutoMod (in guilds alone), 240000 a harmful link, 20009 explicit content
 */
export function refuseContent({ faults, world }: DiscordState, channelId: string, words: Words, files: boolean): void {
  if (files && faults.explicitFiles) throw new DiscordError('explicitContent');
  const text = allText(words);
  if (faults.blockedLinks.some((link) => text.includes(link))) throw new DiscordError('harmfulLink');
  if (world.channel(channelId)?.kind === 'direct') return;
  if (faults.blockedWords.some((word) => holdsWord(text, word))) throw new DiscordError('blockedByAutoMod');
}

function allText({ content, embeds, components }: Words): string {
  const ofEmbeds = embeds.flatMap((embed) => [
    embed.title,
    embed.description,
    embed.url,
    embed.footer?.text,
    embed.author?.name,
    ...(embed.fields ?? []).flatMap((field) => [field.name, field.value]),
  ]);
  return [content, textOf(components ?? []), ...ofEmbeds].filter(Boolean).join('\n');
}

/** https://docs.discord.com/developers/resources/auto-moderation#auto-moderation-rule-object-keyword-matching-strategies */
function holdsWord(text: string, word: string): boolean {
  const literal = word.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, 'iu').test(text);
}
