import type { WordKey } from '../en/index.ts';
import { audit } from './audit.ts';
import { commands } from './commands.ts';
import { concepts } from './concepts.ts';
import { credits } from './credits.ts';
import { help } from './help.ts';
import { jobActions } from './job-actions.ts';
import { jobs } from './jobs.ts';
import { menus } from './menus.ts';
import { notices } from './notices.ts';
import { operator } from './operator.ts';
import { privacy } from './privacy.ts';
import { quotas } from './quotas.ts';
import { refusals } from './refusals.ts';
import { settings } from './settings.ts';
import { status } from './status.ts';
import { usage } from './usage.ts';

/**
 * German, in which members are called «du». A number and its unit are kept together by a no-break space; what belongs to
 * Discord is called as Discord's own German calls it (Server, Rolle, Kanal, «Server verwalten»).
 */
export const de: Readonly<Record<WordKey, string>> = {
  ...audit,
  ...commands,
  ...concepts,
  ...credits,
  ...help,
  ...jobActions,
  ...jobs,
  ...menus,
  ...notices,
  ...operator,
  ...privacy,
  ...quotas,
  ...refusals,
  ...settings,
  ...status,
  ...usage,
};
