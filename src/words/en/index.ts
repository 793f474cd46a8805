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
 * English: every text that a person sees, by key. `{{name}}` is filled in; a key that ends in `_one` or `_other` is chosen
 * by `count`. Texts are Discord markdown; what a member typed is escaped before it comes in.
 */
export const en = {
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
} as const;

export type WordKey = keyof typeof en;
