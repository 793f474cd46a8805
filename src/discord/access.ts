import {
  type APIInteraction,
  PermissionFlagsBits,
  type RESTPostAPIChatInputApplicationCommandsJSONBody,
} from 'discord.js';
import { Refusal } from '../errors/refusal.ts';

/**
 * Who may use a command: everyone; those who may manage the server; or whoever runs this bot, in the operator's own guild.
 * What Discord shows or hides is a convenience to members and can be changed by each server's admins, so all of it is
 * checked again on each call, by what this very interaction says of its caller.
 */
export type Access = 'everyone' | 'manage-guild' | 'operator';

/** Who runs this bot. */
export interface Operators {
  readonly ids: ReadonlySet<string>;
  /** The operator's own guild; null where there is none, or where it is not known yet. */
  readonly guildId: () => string | null;
}

export const noOperators: Operators = { ids: new Set(), guildId: () => null };

/** What an interaction says of its caller's rights. Whatever it does not say, or says oddly, is no right. */
export interface Rights {
  readonly mayManage: boolean;
  /** May delete others' messages in the channel. */
  readonly mayModerate: boolean;
  readonly isOperator: boolean;
}

const manages = PermissionFlagsBits.ManageGuild | PermissionFlagsBits.Administrator;
const moderates = manages | PermissionFlagsBits.ManageMessages;

const noRights: Rights = { mayManage: false, mayModerate: false, isOperator: false };

/** @returns no rights at all outside of guilds */
export function readRights({ guild_id, member }: APIInteraction, { ids, guildId }: Operators): Rights {
  if (typeof guild_id !== 'string' || guild_id === '') return noRights;
  const permissions = permissionsIn(member?.permissions);
  return {
    mayManage: (permissions & manages) !== 0n,
    mayModerate: (permissions & moderates) !== 0n,
    isOperator: guildId() === guild_id && ids.has(member?.user?.id ?? ''),
  };
}

/** 64 bits in a string of digits. */
function permissionsIn(text: unknown): bigint {
  return typeof text === 'string' && /^\d{1,20}$/.test(text) ? BigInt(text) : 0n;
}

/** @throws {Refusal} */
export function refuseWithout(
  access: Access | undefined,
  { mayManage, isOperator }: Omit<Rights, 'mayModerate'>,
): void {
  switch (access ?? 'everyone') {
    case 'everyone':
      return;
    case 'manage-guild':
      if (!mayManage) throw new Refusal('manage-guild-only');
      return;
    default:
      // Also for a word that nobody knows.
      if (access !== 'operator' || !isOperator) throw new Refusal('operator-only');
  }
}

/**
 * For a declaration: to whom Discord shows the command at first. Each server's admins may show it to others, and an operator
 * without that right to themselves.
 * https://docs.discord.com/developers/interactions/application-commands#permissions
 */
export function shownTo(
  access: Access,
): Pick<RESTPostAPIChatInputApplicationCommandsJSONBody, 'default_member_permissions'> {
  return access === 'everyone' ? {} : { default_member_permissions: String(PermissionFlagsBits.ManageGuild) };
}
