import { z } from 'zod';
import type { MessageCommand, TargetMessage } from '../src/discord/command.ts';
import { readReportPayload, reportForm, reportMessage } from '../src/discord/views/report.ts';
import { Refusal } from '../src/errors/refusal.ts';
import type { ReportTarget } from '../src/jobs/report-desk.ts';
import { menuDeclaration, textIn } from './message-menu.ts';

const formSchema = z.object({
  channelId: z.string(),
  messageId: z.string(),
  jobId: z.string().nullable(),
  makerId: z.string().nullable(),
});

/**
 * «Report» in the menu of every message: tells the moderators of a video, who then delete it, block its maker, or let it be.
 */
export const report = (): MessageCommand => ({
  declaration: menuDeclaration('menu.report'),
  async executeOn({ target, origin }, { reports, forms }, memberWords) {
    const video = await reports.examine(targetOf(target), origin);
    return reportForm(await forms.keep(origin, video), memberWords);
  },
  async submit(payload, fields, { origin }, { reports, forms }, memberWords) {
    const video = await forms.find(payload, origin, formSchema);
    const reason = textIn(fields, 'reason').trim().toWellFormed();
    return {
      kind: 'later',
      async work() {
        await reports.report(origin.interactionId, video, reason === '' ? null : reason, origin);
        return { kind: 'reply', content: memberWords('report.sent') };
      },
    };
  },
  async press(payload, { origin }, { reports, channelWords }) {
    const meant = readReportPayload(payload);
    if (!meant) throw new Refusal('component-unknown');
    // Before anything is promised, so that whoever may not is told at once.
    if (!origin.mayModerate) throw new Refusal('moderators-only');
    return {
      kind: 'later',
      replaces: true,
      work: async () => ({
        kind: 'reply',
        ...reportMessage(await reports.decide(meant.reportId, meant.action, origin), channelWords(origin.channelId)),
      }),
    };
  },
});

function targetOf({ id: messageId, channelId, isOurs, isPrivate, files }: TargetMessage): ReportTarget {
  const hasVideo = files.some(({ contentType }) => contentType?.startsWith('video/'));
  return { messageId, channelId, isPrivate, hasOurVideo: isOurs && hasVideo };
}
