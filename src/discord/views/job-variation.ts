import { type AspectRatio, aspectRatios, type DurationSeconds, durationsSeconds } from '../../catalogue/models.ts';
import type { ModelOffer } from '../../catalogue/offer.ts';
import type { GenerationRequest } from '../../catalogue/request.ts';
import type { Words } from '../../words/words.ts';
import type { Reply, Row, SelectOption } from '../command-result.ts';
import { button, menu, row } from '../components.ts';
import { jobsCommand as command } from './job-buttons.ts';

/**
 * «Vary»: menus in which the old request stands, and a button with what the new one costs. All that was chosen stands in the
 * ids of all of them, so nothing has to be kept.
 */

/** What can be chosen. */
export interface Variation {
  readonly aspectRatio: AspectRatio | 'picture';
  readonly durationSeconds: DurationSeconds;
  readonly loop: boolean;
}

const fields = ['ratio', 'duration', 'loop'] as const;
type Field = (typeof fields)[number];

export interface VariationForm {
  readonly jobId: string;
  readonly variation: Variation;
  /** With the variation in it. */
  readonly request: GenerationRequest;
  readonly offer: ModelOffer;
  /** Credits; null where nobody makes just this. */
  readonly price: number | null;
  /** Why nobody makes just this. */
  readonly problem: string | null;
}

export function variationOf({ aspectRatio, ratioFollowsImage, durationSeconds, loop }: GenerationRequest): Variation {
  return { aspectRatio: ratioFollowsImage ? 'picture' : aspectRatio, durationSeconds, loop };
}

export function variationForm(form: VariationForm, words: Words): Pick<Reply, 'content' | 'components'> {
  const { problem } = form;
  const content = [words('job.vary.title'), ...(problem === null ? [] : [problem])].join('\n');
  const menus = fields.flatMap((field) => fieldRow(field, form, words));
  return { content, components: [...menus, row(makeButton(form, words))] };
}

function makeButton({ jobId, variation, price }: VariationForm, words: Words) {
  if (price === null) {
    const payload = `make:${jobId}:${encode(variation)}:0`;
    return button({ command, payload }, { label: words('job.vary.not-possible'), isDisabled: true });
  }
  const payload = `make:${jobId}:${encode(variation)}:${price}`;
  return button({ command, payload }, { label: words('job.vary.make', { price }), style: 'primary' });
}

/** No menu where there is no choice. */
function fieldRow(field: Field, form: VariationForm, words: Words): Row[] {
  const options = optionsOf(field, form, words);
  if (options.length < 2) return [];
  const payload = `vary-${field}:${form.jobId}:${encode(form.variation)}`;
  return [row(menu({ command, payload }, {}, options))];
}

function optionsOf(field: Field, { variation, request, offer }: VariationForm, words: Words): SelectOption[] {
  switch (field) {
    case 'ratio': {
      const hasPicture = request.startImage !== null || request.endImage !== null;
      const picture = {
        label: words('job.vary.ratio.picture'),
        value: 'picture',
        isChosen: variation.aspectRatio === 'picture',
      };
      const ratios = offer.aspectRatios.map((ratio) => ({
        label: words('job.vary.ratio.choice', { ratio: words(`option.aspect_ratio.${ratio}`) }),
        value: ratio,
        isChosen: variation.aspectRatio === ratio,
      }));
      return [...(hasPicture ? [picture] : []), ...ratios];
    }
    case 'duration':
      return offer.durationsSeconds.map((seconds) => ({
        label: words('job.vary.duration.choice', { seconds }),
        value: String(seconds),
        isChosen: variation.durationSeconds === seconds,
      }));
    case 'loop':
      // A loop ends where it began, so it has no picture of its own at the end.
      if (request.endImage !== null) return [];
      return [false, true].map((loop) => ({
        label: words(loop ? 'job.vary.loop.yes' : 'job.vary.loop.no'),
        value: String(loop),
        isChosen: variation.loop === loop,
      }));
  }
}

/** `16x9.5.1`: a colon would part it. */
function encode({ aspectRatio, durationSeconds, loop }: Variation): string {
  return [aspectRatio.replace(':', 'x'), durationSeconds, loop ? 1 : 0].join('.');
}

/** Null for what was not made here. */
export function readVariation(text: string | undefined): Variation | null {
  const [ratio = '', seconds = '', loop, ...rest] = text?.split('.') ?? [];
  const aspectRatio = ratioOf(ratio.replace('x', ':'));
  const durationSeconds = durationOf(seconds);
  if (!aspectRatio || !durationSeconds || rest.length > 0 || (loop !== '0' && loop !== '1')) return null;
  return { aspectRatio, durationSeconds, loop: loop === '1' };
}

/** What was chosen in a menu; null for what it does not offer. */
export function chosenVariation(old: Variation, menuName: string, value: string | undefined): Variation | null {
  switch (menuName) {
    case 'vary-ratio': {
      const aspectRatio = ratioOf(value);
      return aspectRatio ? { ...old, aspectRatio } : null;
    }
    case 'vary-duration': {
      const durationSeconds = durationOf(value);
      return durationSeconds ? { ...old, durationSeconds } : null;
    }
    case 'vary-loop':
      return value === 'true' || value === 'false' ? { ...old, loop: value === 'true' } : null;
    default:
      return null;
  }
}

function ratioOf(text: string | undefined): Variation['aspectRatio'] | undefined {
  return ['picture' as const, ...aspectRatios].find((known) => known === text);
}

function durationOf(text: string | undefined): DurationSeconds | undefined {
  return durationsSeconds.find((known) => String(known) === text);
}
