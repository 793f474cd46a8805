import { type ReportAction, reportActions } from '../../jobs/report-desk.ts';
import type { Report } from '../../jobs/report-store.ts';
import { escapeText } from '../../words/plain-text.ts';
import { type Words, wordsFor } from '../../words/words.ts';
import type { Modal, Reply } from '../command-result.ts';
import { button, row } from '../components.ts';
import { memberText } from './people.ts';

/** A report of a video: the modal in which it is written, and the message that moderators read. */

/** Discord calls the command by this name, in whatever language it is shown. */
const command = wordsFor('en-US')('menu.report');

/** Characters; escaped, all of it fits into the message. */
const reasonMaxLength = 500;
const escapedMaxLength = 2 * reasonMaxLength;

export function reportForm(payload: string, words: Words): Modal {
  return {
    kind: 'modal',
    payload,
    title: words('report.form.title'),
    inputs: [
      {
        name: 'reason',
        label: words('report.form.reason'),
        description: words('report.form.hint'),
        lines: 'many',
        required: false,
        maxLength: reasonMaxLength,
      },
    ],
  };
}

/** What is in force is said, and what is left to do can be pressed. */
export function reportMessage(report: Report, words: Words): Pick<Reply, 'content' | 'components'> {
  const content = [words('report.title', { link: linkTo(report) }), ...facts(report, words), ...deeds(report, words)];
  const buttons = actionsLeft(report).map((action) =>
    button(
      { command, payload: payloadOf(action, report.id) },
      { label: words(`report.button.${action}`), style: action === 'dismiss' ? 'secondary' : 'danger' },
    ),
  );
  return { content: content.join('\n'), components: buttons.length > 0 ? [row(...buttons)] : [] };
}

function facts({ makerId, reporterId, reason }: Report, words: Words): string[] {
  return [
    makerId === null ? words('report.maker-unknown') : words('report.maker', { member: memberText(makerId, words) }),
    ...(reporterId === null ? [] : [words('report.reporter', { member: memberText(reporterId, words) })]),
    reason === null
      ? words('report.no-reason')
      : words('report.reason', { reason: escapeText(reason, escapedMaxLength) }),
  ];
}

function deeds({ removedBy, blockedBy, dismissedBy, makerId }: Report, words: Words): string[] {
  return [
    ...(removedBy === null ? [] : [words('report.removed', { moderator: memberText(removedBy, words) })]),
    ...(blockedBy === null
      ? []
      : [
          words('report.blocked', {
            moderator: memberText(blockedBy, words),
            member: makerId === null ? words('member.former') : memberText(makerId, words),
          }),
        ]),
    ...(dismissedBy === null ? [] : [words('report.dismissed', { moderator: memberText(dismissedBy, words) })]),
  ];
}

/** Whoever did something has decided; what else there is to do can still be done. */
function actionsLeft({ removedBy, blockedBy, dismissedBy, makerId }: Report): ReportAction[] {
  if (dismissedBy !== null) return [];
  return [
    ...(removedBy === null ? ['delete' as const] : []),
    ...(blockedBy === null && makerId !== null ? ['block' as const] : []),
    ...(removedBy === null && blockedBy === null ? ['dismiss' as const] : []),
  ];
}

function linkTo({ guildId, channelId, messageId }: Report): string {
  return `https://discord.com/channels/${guildId}/${channelId}/${messageId}`;
}

function payloadOf(action: ReportAction, reportId: string): string {
  return `${action}:${reportId}`;
}

/** Null for what was not made here. */
export function readReportPayload(
  payload: string,
): { readonly action: ReportAction; readonly reportId: string } | null {
  const [name, reportId] = payload.split(':');
  const action = reportActions.find((known) => known === name);
  return action && reportId ? { action, reportId } : null;
}
