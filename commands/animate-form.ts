import type { DeclaredImage } from '../src/catalogue/image.ts';
import { aspectRatios, models } from '../src/catalogue/models.ts';
import { promptLength } from '../src/catalogue/prompt.ts';
import type { CommandCall, Fields } from '../src/discord/command.ts';
import type { Modal, SelectInput } from '../src/discord/command-result.ts';
import { priceRangeText } from '../src/discord/views/figures.ts';
import type { Words } from '../src/words/words.ts';
import type { AnimateOffers } from './animate.ts';
import { chosenIn, textIn } from './message-menu.ts';

/** The modal of «Animate this»: as Discord shows it, and as it comes back. It has room for five inputs. */

/** No ratio of its own: the video follows the picture. */
const likePicture = 'picture';
const extras = ['loop', 'private'] as const;

export interface AnimateFormParts {
  readonly payload: string;
  readonly offers: AnimateOffers;
  readonly pictures: readonly DeclaredImage[];
  /** As it was filled in before, where it was not taken. */
  readonly filled?: Fields | undefined;
}

export function animateForm({ payload, offers, pictures, filled = {} }: AnimateFormParts, words: Words): Modal {
  const inputs = [
    ...(pictures.length > 1 ? [pictureInput(pictures, words)] : []),
    videoInput(offers, words),
    shapeInput(offers, words),
    extrasInput(words),
  ];
  return {
    kind: 'modal',
    payload,
    title: words('menu.animate-this'),
    inputs: [
      {
        name: 'prompt',
        label: words('animate-form.prompt'),
        description: words('animate-form.prompt.hint'),
        lines: 'many',
        value: textIn(filled, 'prompt'),
        minLength: promptLength.min,
        maxLength: promptLength.max,
      },
      ...inputs.map((input) => asFilledIn(input, filled)),
    ],
  };
}

/** What is not offered any more falls back to what stands there at first. */
function asFilledIn(input: SelectInput, filled: Fields): SelectInput {
  const chosen = input.options.filter(({ value }) => chosenIn(filled, input.name).includes(value));
  if (chosen.length === 0) return input;
  return { ...input, options: input.options.map((option) => ({ ...option, isChosen: chosen.includes(option) })) };
}

function pictureInput(pictures: readonly DeclaredImage[], words: Words): SelectInput {
  const options = pictures.map(({ fileName, width, height }, index) => ({
    label: words('animate-form.picture.choice', { number: index + 1, name: fileName }),
    value: String(index),
    ...(width !== null && height !== null && { description: words('animate-form.picture.size', { width, height }) }),
    isChosen: index === 0,
  }));
  return { name: 'picture', label: words('animate-form.picture'), options };
}

/** Model and length in one: that is what has a price. */
function videoInput(offers: AnimateOffers, words: Words): SelectInput {
  const options = offers.flatMap(({ model, durationsSeconds, priceCredits }) =>
    durationsSeconds.map((seconds) => ({
      label: words('animate-form.video.choice', {
        model: models[model].name,
        seconds,
        price: priceRangeText(priceCredits(seconds), words),
      }),
      value: `${model}:${seconds}`,
    })),
  );
  const [first, ...others] = options;
  return {
    name: 'video',
    label: words('animate-form.video'),
    options: first ? [{ ...first, isChosen: true }, ...others] : [],
  };
}

function shapeInput(offers: AnimateOffers, words: Words): SelectInput {
  const offered = aspectRatios.filter((ratio) => offers.some((offer) => offer.aspectRatios.includes(ratio)));
  return {
    name: 'shape',
    label: words('animate-form.shape'),
    options: [
      { label: words('animate-form.shape.picture'), value: likePicture, isChosen: true },
      ...offered.map((ratio) => ({ label: words(`option.aspect_ratio.${ratio}`), value: ratio })),
    ],
  };
}

function extrasInput(words: Words): SelectInput {
  const options = extras.map((name) => ({
    label: words(`animate-form.extra.${name}`),
    description: words(`option.${name}`),
    value: name,
  }));
  const placeholder = words('animate-form.extras.none');
  return { name: 'extras', label: words('animate-form.extras'), placeholder, options, required: false, most: 2 };
}

/** What came back, by the names of the options of `/animate`, which check it; and which of the pictures was meant. */
export function readAnimateForm(fields: Fields): CommandCall['options'] & {
  readonly picture: number;
  readonly model: string;
} {
  const [model = '', seconds] = chosenIn(fields, 'video')[0]?.split(':') ?? [];
  const shape = chosenIn(fields, 'shape')[0] ?? likePicture;
  const chosenExtras = chosenIn(fields, 'extras');
  return {
    picture: Number(chosenIn(fields, 'picture')[0] ?? 0),
    model,
    prompt: textIn(fields, 'prompt'),
    duration: Number(seconds),
    ...(shape !== likePicture && { aspect_ratio: shape }),
    loop: chosenExtras.includes('loop'),
    private: chosenExtras.includes('private'),
  };
}
