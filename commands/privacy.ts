import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
} from 'discord.js';
import type { Command, CommandServices } from '../src/discord/command.ts';
import type { Reply } from '../src/discord/command-result.ts';
import { erasedText, erasePayloads, eraseQuestion, privacyText } from '../src/discord/views/privacy.ts';
import { Refusal } from '../src/errors/refusal.ts';
import type { Origin } from '../src/jobs/job.ts';
import type { Words } from '../src/words/words.ts';

const name = 'privacy';
const { Subcommand } = ApplicationCommandOptionType;
const megabyte = 1024 * 1024;

/** `/privacy`: what is kept about the caller, a copy of it, and an end to it. Nobody can be kept from it. */
export const privacy = (words: Words): Command => ({
  declaration: {
    type: ApplicationCommandType.ChatInput,
    name,
    description: words('command.privacy.description'),
    // Also for those who are in no server with this bot any more.
    contexts: [InteractionContextType.Guild, InteractionContextType.BotDM],
    integration_types: [ApplicationIntegrationType.GuildInstall],
    options: [
      { type: Subcommand, name: 'show', description: words('command.privacy.show') },
      { type: Subcommand, name: 'export', description: words('command.privacy.export') },
      { type: Subcommand, name: 'erase', description: words('command.privacy.erase') },
    ],
  },
  worksUnserved: true,
  async execute({ subcommand, origin }, { privacy: service }, memberWords) {
    switch (subcommand) {
      case 'export':
        return { kind: 'later', work: (signal) => exported(origin, service, memberWords, signal) };
      case 'erase':
        await refuseWhileBusy(origin, service);
        return eraseQuestion(name, memberWords);
      default:
        return { kind: 'reply', content: privacyText(service.notes, memberWords) };
    }
  },
  async press(payload, { origin }, { privacy: service }, memberWords) {
    if (payload === erasePayloads.no)
      return { kind: 'update', content: memberWords('privacy.erase.kept'), components: [] };
    if (payload !== erasePayloads.yes) throw new Refusal('component-unknown');
    const work = async (signal: AbortSignal): Promise<Reply> => {
      const erased = await service.erase(origin.memberId, signal);
      return { kind: 'reply', content: erasedText(erased, memberWords), components: [] };
    };
    return { kind: 'later', replaces: true, work };
  },
});

type Service = CommandServices['privacy'];

/** So that nobody is asked for what cannot be done yet. */
async function refuseWhileBusy({ memberId }: Origin, service: Service): Promise<void> {
  const jobs = await service.openJobs(memberId);
  if (jobs > 0) throw new Refusal('privacy-open-jobs', { jobs });
}

/** @throws {Refusal} where it does not fit into a message, however it is packed */
async function exported(origin: Origin, service: Service, words: Words, signal: AbortSignal): Promise<Reply> {
  const { memberId, attachmentLimitBytes } = origin;
  const bytes = await service.record(memberId, signal);
  if (bytes.length <= attachmentLimitBytes) {
    const file = { name: 'raybot-my-data.json', contentType: 'application/json', bytes };
    return { kind: 'reply', content: words('privacy.export.done'), files: [file] };
  }
  const packed = await promisify(gzip)(bytes);
  if (packed.length <= attachmentLimitBytes) {
    const file = { name: 'raybot-my-data.json.gz', contentType: 'application/gzip', bytes: packed };
    return { kind: 'reply', content: words('privacy.export.packed'), files: [file] };
  }
  const max = Math.floor(attachmentLimitBytes / megabyte);
  throw new Refusal('privacy-export-too-large', { size: Math.ceil(packed.length / megabyte), max });
}
