import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
} from 'discord.js';
import type { Call, Command, CommandServices, PressCall } from '../src/discord/command.ts';
import type { PressResult, Update } from '../src/discord/command-result.ts';
import { jobsCommand as name } from '../src/discord/views/job-buttons.ts';
import { jobsList, jobsOnPage, readListPayload } from '../src/discord/views/jobs.ts';
import { Refusal } from '../src/errors/refusal.ts';
import { type JobFilter, type JobSpot, jobFilters } from '../src/jobs/job-history.ts';
import type { Words } from '../src/words/words.ts';
import { askToDelete, cancelJob, deleteVideo, postAfterAll, repostVideo, showDetails } from './jobs-deeds.ts';
import { makeAgain, makeVariation, offerVariation, openEdit, submitEdit, turnVariation } from './jobs-remakes.ts';

const { String: Text } = ApplicationCommandOptionType;
/** Of a snowflake, digits. */
const idLength = { min_length: 17, max_length: 20 } as const;

/** `/jobs`: what the member asked for here, and what can be done about it; and all buttons under videos and cards. */
export const jobs = (words: Words): Command => ({
  declaration: {
    type: ApplicationCommandType.ChatInput,
    name,
    description: words('command.jobs.description'),
    contexts: [InteractionContextType.Guild],
    integration_types: [ApplicationIntegrationType.GuildInstall],
    options: [
      {
        type: Text,
        name: 'filter',
        description: words('option.jobs.filter'),
        choices: jobFilters.map((value) => ({ name: words(`jobs.filter.${value}`), value })),
      },
      { type: Text, name: 'show', description: words('option.jobs.show'), ...idLength },
    ],
  },
  async execute(call, services, memberWords) {
    const { show, filter } = call.options;
    if (show !== undefined)
      return { kind: 'reply', ...(await showDetails(String(show).trim(), call, services, memberWords)) };
    const known = jobFilters.find((each) => each === filter) ?? 'all';
    return { kind: 'reply', ...(await list(call, { filter: known, spot: {} }, services, memberWords)) };
  },
  press(payload, call, services, memberWords) {
    return press(payload, call, services, memberWords);
  },
  async submit(payload, fields, call, services, memberWords) {
    const [verb, jobId = '', shown] = payload.split(':');
    if (verb !== 'edit') throw new Refusal('component-unknown');
    return submitEdit({ jobId, shownPrice: Number(shown) }, fields, call, services, memberWords);
  },
});

async function press(payload: string, call: PressCall, services: CommandServices, words: Words): Promise<PressResult> {
  const [verb = '', ...rest] = payload.split(':');
  const [jobId = '', more, shown] = rest;
  switch (verb) {
    case 'cancel':
      return cancelJob(jobId, more, call, services, words);
    case 'post':
      return postAfterAll(jobId, more, call, services, words);
    case 'again':
      return makeAgain({ jobId, shownPrice: Number(more) }, call, services, words);
    case 'edit':
      return openEdit(jobId, call, services, words);
    case 'reedit':
      return openEdit(jobId, call, services, words, more);
    case 'vary':
      return offerVariation(jobId, call, services, words);
    case 'vary-ratio':
    case 'vary-duration':
    case 'vary-loop':
      return turnVariation(verb, { jobId, variation: more }, call, services, words);
    case 'make':
      return makeVariation({ jobId, variation: more, shownPrice: Number(shown) }, call, services, words);
    case 'delete':
      return askToDelete(jobId, call, services, words);
    case 'delete-yes':
      return deleteVideo(jobId, call, services, words);
    case 'delete-no':
      return { kind: 'update', content: words('job.delete.kept') };
    case 'repost':
      return repostVideo(jobId, call, services, words);
    case 'show':
      return { kind: 'update', ...(await showDetails(jobId, call, services, words)) };
    case 'open':
      return { kind: 'update', ...(await showDetails(call.values[0] ?? '', call, services, words)) };
    case 'filter':
      return turnList([call.values[0] ?? ''], call, services, words);
    case 'list':
      return turnList(rest, call, services, words);
    default:
      throw new Refusal('component-unknown');
  }
}

async function turnList(
  parts: readonly string[],
  call: Call,
  services: CommandServices,
  words: Words,
): Promise<Update> {
  const place = readListPayload(parts);
  if (!place) throw new Refusal('component-unknown');
  return { kind: 'update', ...(await list(call, place, services, words)) };
}

async function list(
  { origin }: Call,
  { filter, spot }: { readonly filter: JobFilter; readonly spot: JobSpot },
  { jobHistory }: CommandServices,
  words: Words,
) {
  return jobsList(await jobHistory.page(origin, filter, spot, jobsOnPage), filter, words);
}
