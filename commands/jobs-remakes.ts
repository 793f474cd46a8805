import { z } from 'zod';
import { models } from '../src/catalogue/models.ts';
import { promptLength } from '../src/catalogue/prompt.ts';
import type { GenerationRequest } from '../src/catalogue/request.ts';
import type { Call, CommandServices, Fields, PressCall } from '../src/discord/command.ts';
import type { JobResult, Modal, Reply, SubmitResult, Update } from '../src/discord/command-result.ts';
import { button, row } from '../src/discord/components.ts';
import { jobsCommand as command, jobButton } from '../src/discord/views/job-buttons.ts';
import { optionsText } from '../src/discord/views/job-text.ts';
import {
  chosenVariation,
  readVariation,
  type Variation,
  variationForm,
  variationOf,
} from '../src/discord/views/job-variation.ts';
import { Refusal } from '../src/errors/refusal.ts';
import type { Job } from '../src/jobs/job.ts';
import type { Words } from '../src/words/words.ts';
import { textIn } from './message-menu.ts';

/** The same once more, with other words, or a little otherwise: a new job of whoever asks for it, who pays what was shown. */

/** What a button that makes something names. */
interface Shown {
  readonly jobId: string;
  /** As it stands on the button, credits. */
  readonly shownPrice: number;
}

export async function makeAgain(
  { jobId, shownPrice }: Shown,
  { origin }: Call,
  { jobs, remakes }: CommandServices,
  words: Words,
): Promise<JobResult | Reply> {
  const request = remakes.requestAnew(await jobs.get(jobId, origin));
  const price = remakes.priceOf(request);
  if (price === shownPrice) return { kind: 'job', job: await remakes.make(origin, request) };
  const again = jobButton('again', jobId, words('job.button.again', { price }), { more: price });
  return { kind: 'reply', content: words('refusal.price-changed', { price }), components: [row(again)] };
}

const draftSchema = z.object({ prompt: z.string() });

/** @param draftId - of words that were typed before and not taken */
export async function openEdit(
  jobId: string,
  { origin }: Call,
  { jobs, remakes, forms }: CommandServices,
  words: Words,
  draftId?: string,
): Promise<Modal> {
  const job = await jobs.get(jobId, origin);
  const request = remakes.requestAnew(job);
  const price = remakes.priceOf(request);
  await remakes.refuseEarly(origin);
  const draft = draftId === undefined ? null : await forms.find(draftId, origin, draftSchema);
  return {
    kind: 'modal',
    payload: `edit:${jobId}:${price}`,
    title: words('job.edit.title'),
    inputs: [
      {
        name: 'prompt',
        label: words('job.edit.prompt'),
        description: words('job.edit.hint', { price, options: optionsText({ ...job, request }, words) }),
        lines: 'many',
        value: draft?.prompt ?? request.prompt,
        minLength: promptLength.min,
        maxLength: promptLength.max,
      },
    ],
  };
}

/** What was typed is not lost where it is not taken: a button opens it again. */
export async function submitEdit(
  { jobId, shownPrice }: Shown,
  fields: Fields,
  { origin }: Call,
  { jobs, remakes, forms }: CommandServices,
  words: Words,
): Promise<SubmitResult> {
  const prompt = textIn(fields, 'prompt');
  const job = await jobs.get(jobId, origin);
  try {
    const request = remakes.requestAnew(job, { prompt });
    const price = remakes.priceOf(request);
    if (price !== shownPrice) throw new Refusal('price-changed', { price });
    return { kind: 'job', job: await remakes.make(origin, request) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const draftId = await forms.keep(origin, { prompt });
    const label = words('job.button.edit');
    return {
      kind: 'reply',
      content: words(`refusal.${error.code}`, error.context),
      components: [row(button({ command, payload: `reedit:${jobId}:${draftId}` }, { label }))],
    };
  }
}

export async function offerVariation(
  jobId: string,
  { origin }: Call,
  { jobs, remakes }: CommandServices,
  words: Words,
): Promise<Reply> {
  const job = await jobs.get(jobId, origin);
  await remakes.refuseEarly(origin);
  return { kind: 'reply', ...formOf(job, variationOf(remakes.requestAnew(job)), remakes, words) };
}

/** What stands in the ids of a form's menus and its button. */
interface InForm {
  readonly jobId: string;
  readonly variation: string | undefined;
}

export async function turnVariation(
  menuName: string,
  { jobId, variation }: InForm,
  { origin, values }: PressCall,
  { jobs, remakes }: CommandServices,
  words: Words,
): Promise<Update> {
  const chosen = chosenVariation(neededVariation(variation), menuName, values[0]);
  if (!chosen) throw new Refusal('component-unknown');
  return { kind: 'update', ...formOf(await jobs.get(jobId, origin), chosen, remakes, words) };
}

export async function makeVariation(
  { jobId, variation: text, shownPrice }: InForm & Shown,
  { origin }: Call,
  { jobs, remakes }: CommandServices,
  words: Words,
): Promise<JobResult | Update> {
  const variation = neededVariation(text);
  const job = await jobs.get(jobId, origin);
  const request = remakes.requestAnew(job, variation);
  const price = remakes.priceOf(request);
  if (price === shownPrice) return { kind: 'job', job: await remakes.make(origin, request) };
  const form = formOf(job, variation, remakes, words);
  const content = [form.content, words('refusal.price-changed', { price })].join('\n');
  return { kind: 'update', ...form, content };
}

function neededVariation(text: string | undefined): Variation {
  const variation = readVariation(text);
  if (!variation) throw new Refusal('component-unknown');
  return variation;
}

function formOf(job: Job, variation: Variation, remakes: CommandServices['remakes'], words: Words) {
  const request = remakes.requestAnew(job, variation);
  const offer = remakes.offerFor(request);
  if (!offer) throw new Refusal('no-provider', { model: models[request.model].name });
  const { price, problem } = priced(request, remakes, words);
  return variationForm({ jobId: job.id, variation, request, offer, price, problem }, words);
}

/** Not everything can be had together: then it is said under which menus. */
function priced(
  request: GenerationRequest,
  remakes: CommandServices['remakes'],
  words: Words,
): { readonly price: number | null; readonly problem: string | null } {
  try {
    return { price: remakes.priceOf(request), problem: null };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { price: null, problem: words(`refusal.${error.code}`, error.context) };
  }
}
