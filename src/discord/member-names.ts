import { Routes } from 'discord.js';
import { z } from 'zod';
import type { BotRest } from './rest.ts';

/** How members are called in their guild, by id; who left, or cannot be asked for now, is missing. */
export type MemberNames = (
  guildId: string,
  memberIds: readonly string[],
  signal?: AbortSignal,
) => Promise<ReadonlyMap<string, string>>;

/** https://docs.discord.com/developers/resources/guild#guild-member-object */
const memberSchema = z.object({
  nick: z.string().nullish(),
  user: z.object({ username: z.string(), global_name: z.string().nullish() }),
});

/** Asks Discord, one member a request: for ten or so. A picture cannot hold a mention, which Discord would fill in. */
export function createMemberNames(rest: Pick<BotRest, 'get'>): MemberNames {
  const nameOf = async (guildId: string, memberId: string, signal?: AbortSignal): Promise<string | null> => {
    try {
      const answer = await rest.get(Routes.guildMember(guildId, memberId), signal && { signal });
      const { data: member } = memberSchema.safeParse(answer);
      return member ? (member.nick ?? member.user.global_name ?? member.user.username) : null;
    } catch {
      // Most often the member has left. A name is never worth an answer that does not come.
      return null;
    }
  };
  return async (guildId, memberIds, signal) => {
    const named = await Promise.all(memberIds.map(async (id) => [id, await nameOf(guildId, id, signal)] as const));
    return new Map(named.flatMap(([id, name]) => (name === null ? [] : [[id, name] as const])));
  };
}
