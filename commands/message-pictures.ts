import { type DeclaredImage, isPicture, refuseUnfitImage } from '../src/catalogue/image.ts';
import type { TargetMessage } from '../src/discord/command.ts';
import { Refusal } from '../src/errors/refusal.ts';

/** A list of Discord's has room for so many. */
const mostPictures = 25;

/**
 * The pictures of a message that can be used, as far as their descriptions tell: its files, then what it shows besides. Those
 * of other places on the internet, which Discord only passes on, are none.
 * @param attachmentOrigins - where Discord keeps attachments
 * @throws {Refusal} where there is none, that says what is the matter with the first one that cannot be used
 */
export function picturesIn(
  { files, shown }: TargetMessage,
  attachmentOrigins: readonly string[],
): [DeclaredImage, ...DeclaredImage[]] {
  const pictures = withoutRepeats([...files, ...shown].filter(isPicture));
  const [first, ...others] = pictures.filter((picture) => unfitness(picture, attachmentOrigins) === null);
  if (first) return [first, ...others.slice(0, mostPictures - 1)];
  const [unfit] = pictures;
  throw (unfit && unfitness(unfit, attachmentOrigins)) ?? new Refusal('message-without-picture');
}

/** An embed may show a file of its own message. Of one file Discord gives addresses that differ in their signatures. */
function withoutRepeats(pictures: readonly DeclaredImage[]): DeclaredImage[] {
  const keyOf = ({ url }: DeclaredImage) => URL.parse(url)?.pathname ?? url;
  return pictures.filter((picture, index) => pictures.findIndex((other) => keyOf(other) === keyOf(picture)) === index);
}

function unfitness(picture: DeclaredImage, attachmentOrigins: readonly string[]): Refusal | null {
  try {
    refuseUnfitImage(picture, attachmentOrigins);
    return null;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return error.code === 'image-elsewhere' ? new Refusal('message-picture-elsewhere') : error;
  }
}
