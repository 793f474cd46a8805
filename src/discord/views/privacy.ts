import { providerTitles } from '../../catalogue/models.ts';
import type { Erased } from '../../jobs/member-erasure.ts';
import type { PrivacyNotes } from '../../operations/privacy-desk.ts';
import type { Words } from '../../words/words.ts';
import type { Reply, Row } from '../command-result.ts';
import { button, row } from '../components.ts';

/** What `/privacy show` says. */
export function privacyText({ retentionDays, providers, hasBackups }: PrivacyNotes, words: Words): string {
  return [
    words('privacy.title'),
    words('privacy.videos', { days: retentionDays }),
    words('privacy.pictures'),
    words('privacy.credits'),
    words('privacy.rules'),
    words('privacy.services', { services: providers.map((name) => providerTitles[name]).join(', ') }),
    ...(hasBackups ? [words('privacy.backups')] : []),
    words('privacy.choices'),
  ].join('\n\n');
}

/** Asks before anything is erased. */
export function eraseQuestion(command: string, words: Words): Reply {
  const text = [words('privacy.erase.ask'), words('privacy.erase.credits'), words('privacy.erase.rules')].join('\n\n');
  return { kind: 'reply', content: text, components: [eraseButtons(command, words)] };
}

/** What the buttons of the question say when they are pressed. */
export const erasePayloads = { yes: 'erase', no: 'keep' } as const;

function eraseButtons(command: string, words: Words): Row {
  return row(
    button({ command, payload: erasePayloads.yes }, { label: words('privacy.erase.yes'), style: 'danger' }),
    button({ command, payload: erasePayloads.no }, { label: words('privacy.erase.no') }),
  );
}

/** What was erased. */
export function erasedText({ guilds, jobs }: Erased, words: Words): string {
  return guilds === 0 ? words('privacy.erase.nothing') : words('privacy.erase.done', { guilds, jobs });
}
