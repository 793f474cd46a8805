import { type APIApplicationCommandAttachmentOption, ApplicationCommandOptionType } from 'discord.js';
import { type DeclaredImage, refuseUnfitImage } from '../src/catalogue/image.ts';
import type { CommandCall } from '../src/discord/command.ts';
import { Refusal } from '../src/errors/refusal.ts';
import type { Words } from '../src/words/words.ts';

/** Options that take a picture: as declared to Discord and as read from a call. */

export type ImageOptionName = 'image' | 'start_image' | 'end_image';

/** Discord compares the file's name with these, nothing more: https://docs.discord.com/developers/interactions/application-commands */
const fileTypes = ['.jpg', '.jpeg', '.png', '.webp', '.gif', '.avif'] as const;

export function imageOption(
  name: ImageOptionName,
  words: Words,
  { required = false } = {},
): APIApplicationCommandAttachmentOption {
  return {
    type: ApplicationCommandOptionType.Attachment,
    name,
    description: words(`option.${name}`),
    required,
    file_types: [...fileTypes],
  };
}

/**
 * The picture of an option, as far as its description tells that it can be used.
 * @param attachmentOrigins - where Discord keeps attachments
 * @throws {Refusal} that says what to do, also where an option names a file that is not there
 */
export function readImage(
  { attachments, options }: CommandCall,
  name: ImageOptionName,
  attachmentOrigins: readonly string[],
): DeclaredImage | undefined {
  const image = attachments[name];
  // What the member gave must not be left out without a word: the video costs all the same.
  if (!image && options[name] !== undefined) throw new Refusal('image-missing', { option: name });
  if (image) refuseUnfitImage(image, attachmentOrigins);
  return image;
}

/** @throws {Refusal} also when there is no picture at all */
export function readNeededImage(
  call: CommandCall,
  name: ImageOptionName,
  attachmentOrigins: readonly string[],
): DeclaredImage {
  const image = readImage(call, name, attachmentOrigins);
  if (!image) throw new Refusal('image-missing', { option: name });
  return image;
}
