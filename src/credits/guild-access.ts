import type { Kysely } from 'kysely';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/schema.ts';
import { writeAudit } from './audit-trail.ts';
import type { OperatorOrder } from './budgets.ts';

/** Guilds of the configuration; `*` for all. */
export type AllowedGuilds = '*' | readonly string[];

export interface GuildAccessParts {
  readonly database: Kysely<Database>;
  readonly clock: Clock;
  readonly allowedGuilds: AllowedGuilds;
}

/**
 * Which guilds are served: those of the configuration, but for what the operator has said of a guild since. It is asked for
 * each command, so it stands in memory, filled by what is committed alone.
 */
export class GuildAccess {
  readonly #parts: GuildAccessParts;
  readonly #saidOf: Map<string, boolean>;

  private constructor(parts: GuildAccessParts, saidOf: Map<string, boolean>) {
    this.#parts = parts;
    this.#saidOf = saidOf;
  }

  /** Reads what the operator has said. */
  static async load(parts: GuildAccessParts): Promise<GuildAccess> {
    const rows = await parts.database.selectFrom('guild_access').select(['guild_id', 'is_served']).execute();
    return new GuildAccess(parts, new Map(rows.map(({ guild_id, is_served }) => [guild_id, is_served === 1])));
  }

  readonly isServed = (guildId: string): boolean => {
    const { allowedGuilds } = this.#parts;
    return this.#saidOf.get(guildId) ?? (allowedGuilds === '*' || allowedGuilds.includes(guildId));
  };

  /** What the operator has said, by guild. */
  said(): ReadonlyMap<string, boolean> {
    return this.#saidOf;
  }

  /** From now on the guild is served. */
  allow(order: OperatorOrder): Promise<void> {
    return this.#say(order, true);
  }

  /** From now on nothing new is made for the guild; what is under way comes to its end. */
  deny(order: OperatorOrder): Promise<void> {
    return this.#say(order, false);
  }

  async #say({ guildId, actorId, reason }: OperatorOrder, isServed: boolean): Promise<void> {
    const { database, clock } = this.#parts;
    const now = clock.now();
    const row = { guild_id: guildId, is_served: isServed ? 1 : 0, actor_id: actorId, changed_at: now };
    await database.transaction().execute(async (trx) => {
      const before = this.isServed(guildId);
      await trx.deleteFrom('guild_access').where('guild_id', '=', guildId).execute();
      await trx.insertInto('guild_access').values(row).execute();
      const action = isServed ? 'operator-allow' : 'operator-deny';
      await writeAudit(trx, { guildId, actorId, action, before, after: isServed, reason }, now);
    });
    this.#saidOf.set(guildId, isServed);
  }
}
