import { extname } from 'node:path';
import { z } from 'zod';

/**
 * What an attachment option or a file upload lets people choose. Discord looks at the name alone.
 * https://docs.discord.com/developers/reference#file-type-filtering
 */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  image: ['.png', '.jpg', '.jpeg', '.gif', '.webp', '.avif'],
  video: ['.mp4', '.mov', '.qt', '.webm'],
  audio: ['.mp3', '.m4a', '.wav', '.ogg', '.opus', '.flac'],
};

/** Names of groups, or extensions with their dot. */
export const fileTypesSchema = z
  .array(z.string().regex(/^(image|video|audio|\.[a-z0-9]+)$/i))
  .max(10)
  .nullish();

/** @param types - names of groups, or extensions with their dot; none allows everything */
export function acceptsFile(types: readonly string[], filename: string): boolean {
  if (types.length === 0) return true;
  const extension = extname(filename).toLowerCase();
  return types.some((type) => (GROUPS[type] ?? [type.toLowerCase()]).includes(extension));
}
