import type { Command, CommandCall, CommandResult, CommandServices } from '../src/discord/command.ts';
import { Refusal } from '../src/errors/refusal.ts';
import type { Words } from '../src/words/words.ts';
import { grant, reset, set, show, take } from './quota-accounts.ts';
import { audit, exportTable, turnAuditPage } from './quota-audit.ts';
import { quotaDeclaration } from './quota-declaration.ts';
import { removeOverride, removePool, setAllowance, setOverride, setPool, setTier } from './quota-policy.ts';
import { chosenTier, confirmedTier, takeTierAway } from './quota-tiers.ts';

type Subcommand = (
  call: CommandCall,
  services: CommandServices,
  words: Words,
) => CommandResult | Promise<CommandResult>;

const subcommands: ReadonlyMap<string | null, Subcommand> = new Map<string | null, Subcommand>([
  ['show', show],
  ['grant', grant],
  ['take', take],
  ['set', set],
  ['reset', reset],
  ['tier set', setTier],
  ['tier remove', takeTierAway],
  ['allowance', setAllowance],
  ['pool set', setPool],
  ['pool remove', removePool],
  ['override set', setOverride],
  ['override remove', removeOverride],
  ['audit', audit],
  ['export', exportTable],
]);

/** `/quota`: who may spend how many credits here, for those who may manage the server. */
export const quota = (words: Words): Command => ({
  declaration: quotaDeclaration(words),
  access: 'manage-guild',
  async execute(call, services, adminWords) {
    const run = subcommands.get(call.subcommand);
    if (!run) throw new Refusal('command-unknown');
    return run(call, services, adminWords);
  },
  async press(payload, call, services, adminWords) {
    const result = chosenTier(payload, call, adminWords) ?? (await turnAuditPage(payload, call, services, adminWords));
    if (!result) throw new Refusal('component-unknown');
    return result;
  },
  async submit(payload, fields, call, services, adminWords) {
    const result = await confirmedTier(payload, fields, call, services, adminWords);
    if (!result) throw new Refusal('component-unknown');
    // The menu has done its part.
    return { ...result, kind: 'update', components: [] };
  },
});
