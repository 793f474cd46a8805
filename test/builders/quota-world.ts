import { ApplicationCommandOptionType, PermissionFlagsBits } from 'discord.js';
import { credits } from '../../commands/credits.ts';
import { quota } from '../../commands/quota.ts';
import { Budgets } from '../../src/credits/budgets.ts';
import { CreditRecords } from '../../src/credits/credit-records.ts';
import { GuildSettings } from '../../src/credits/guild-settings.ts';
import { defaultPolicy } from '../../src/credits/policy.ts';
import { PolicyStore } from '../../src/credits/policy-store.ts';
import { Quotas } from '../../src/credits/quotas.ts';
import { Wallet } from '../../src/credits/wallet.ts';
import { openDatabase } from '../../src/database/connection.ts';
import type { PressResult, Reply } from '../../src/discord/command-result.ts';
import { readCall, readCommandCall, readFields, readPressCall } from '../../src/discord/interaction.ts';
import { wordsFor } from '../../src/words/words.ts';
import { aMember, anInteraction, aPress, aSubmit, subcommand } from './interactions.ts';
import { anOffer } from './jobs.ts';
import { ManualClock } from './manual-clock.ts';
import { servicesWith } from './services.ts';

export const guildId = '222222222222222222';
/** Who sends the commands, where nothing else is said. */
export const admin = '444444444444444444';
export const ben = '500000000000000001';
export const cat = '500000000000000002';
export const vip = '600000000000000001';
export const gold = '600000000000000002';

/** Whom an option of a command means, as Discord describes them. */
interface People {
  readonly users?: Readonly<Record<string, { readonly bot?: boolean; readonly roles?: readonly string[] | null }>>;
  /** Roles that are there. */
  readonly roles?: readonly string[];
}

const everyone: People = { users: { [ben]: {}, [cat]: {} }, roles: [vip, gold, guildId] };

function resolvedOf({ users = {}, roles = [] }: People) {
  const people = Object.entries(users);
  return {
    users: Object.fromEntries(people.map(([id, { bot = false }]) => [id, { id, username: `@everyone ${id}`, bot }])),
    members: Object.fromEntries(
      people.flatMap(([id, { roles: own = [] }]) => (own === null ? [] : [[id, { roles: [...own] }]])),
    ),
    roles: Object.fromEntries(roles.map((id) => [id, { id, name: '@everyone' }])),
  };
}

const types: Readonly<Record<string, ApplicationCommandOptionType>> = {
  member: ApplicationCommandOptionType.User,
  role: ApplicationCommandOptionType.Role,
};

/** `/quota` and `/credits` over real accounts in memory, as an admin uses them: 300 credits a week. */
export async function openQuotaWorld() {
  const { database, close } = await openDatabase(':memory:');
  const clock = new ManualClock();
  const policies = new PolicyStore(database);
  const defaults = defaultPolicy({ credits: 300, period: 'week' });
  const policyOf = (guild: string) => policies.current(guild, defaults);
  const parts = { database, policyOf, clock };
  const services = servicesWith({
    wallet: new Wallet(parts),
    quotas: new Quotas(parts),
    settings: new GuildSettings(policies, defaults, clock),
    budgets: new Budgets(database, clock),
    records: new CreditRecords(database),
    clock,
  });
  const words = wordsFor('en-US');
  const commands = { quota: quota(words), credits: credits([anOffer('ray-2')], words) };
  let sent = 0;
  const nextId = () => String(1_573_641_915_008_548_864n + BigInt(++sent));
  const by = (who: string) => ({
    id: nextId(),
    member: aMember(PermissionFlagsBits.ManageGuild, { user: { id: who, username: 'ann' } }),
  });

  /** An interaction as Discord delivers it: `type('grant', { member: ben, amount: '5' })`. */
  function type(path: string, options: Readonly<Record<string, string>> = {}, people: People = everyone, who = admin) {
    const given = Object.entries(options).map(([name, value]) => ({
      name,
      value,
      type: types[name] ?? ApplicationCommandOptionType.String,
    }));
    return anInteraction({ ...by(who), data: subcommand(`quota ${path}`, given, resolvedOf(people)) });
  }

  const carryOut = (interaction: ReturnType<typeof type>) =>
    commands.quota.execute(readCommandCall(interaction), services, words);

  return {
    ...{ database, close, clock, policies, defaults, services, words, commands, type, carryOut },
    /** What a command answers; what it promised is waited for. */
    async run(...[path, options, people, who]: Parameters<typeof type>): Promise<Reply> {
      const result = await carryOut(type(path, options, people, who));
      if (result.kind === 'later') return result.work(new AbortController().signal);
      if (result.kind !== 'reply') throw new Error(`answered by ${result.kind}`);
      return result;
    },
    async text(...call: Parameters<typeof type>): Promise<string> {
      return (await this.run(...call)).content;
    },
    async press(payload: string, values: readonly string[] = [], name: keyof typeof commands = 'quota', who = admin) {
      const call = readPressCall(aPress(`${name}:${payload}`, { values }, by(who)));
      const result: PressResult | undefined = await commands[name].press?.(payload, call, services, words);
      if (!result) throw new Error('takes no presses');
      return result;
    },
    async submit(payload: string, fields: Readonly<Record<string, string>>) {
      const interaction = aSubmit(`quota:${payload}`, fields, by(admin));
      return commands.quota.submit?.(payload, readFields(interaction), readCall(interaction), services, words);
    },
    async availableOf(memberId: string) {
      return (await services.quotas.show({ guildId, memberId, roleIds: [] })).availableCredits;
    },
    policy: () => policyOf(guildId),
    audit: () => policies.audit(guildId, { limit: 100 }),
  };
}

export type QuotaWorld = Awaited<ReturnType<typeof openQuotaWorld>>;
