import { type APIMessage, MessageFlags, Routes } from 'discord.js';
import { PostingError } from '../errors/posting-error.ts';
import type { ReportBoard } from '../jobs/report-desk.ts';
import type { ChannelWords } from './channel-language.ts';
import { translated } from './discord-error.ts';
import type { BotRest } from './rest.ts';
import { reportMessage } from './views/report.ts';

/** Puts reports into the channel that a guild's admins have named for them. Nobody is rung. */
export function createReportBoard(rest: Pick<BotRest, 'post'>, channelWords: ChannelWords): ReportBoard {
  return {
    async post(channelId, report) {
      const body = {
        ...reportMessage(report, channelWords(channelId)),
        flags: MessageFlags.SuppressEmbeds,
        allowed_mentions: { parse: [] },
        nonce: report.id,
        enforce_nonce: true,
      };
      const message = await translated(() => rest.post(Routes.channelMessages(channelId), { body }));
      const { id } = (message ?? {}) as Partial<APIMessage>;
      if (typeof id !== 'string') throw new PostingError('transient', 'the answer names no message');
      return { messageId: id, channelId };
    },
  };
}
