import { type Kysely, sql } from 'kysely';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/schema.ts';
import { eraseGuild } from './erase-guild.ts';

/** How long a guild that has removed the bot may come back to what it had, milliseconds. */
export const departedGuildLifeMs = 30 * 86_400_000;

export interface GuildDeparturesParts {
  readonly database: Kysely<Database>;
  readonly clock: Clock;
  /** Whether the bot is in a guild, also in one that Discord cannot reach just now. */
  readonly isPresent: (guildId: string) => boolean;
  /** Told when nothing of a guild is left: whoever has it in memory forgets it. */
  readonly onErased: (guildId: string) => void;
}

/** Guilds that have removed the bot. What is kept of them is erased after thirty days, unless they invite it again. */
export class GuildDepartures {
  readonly #parts: GuildDeparturesParts;
  /** Before the bot is connected it seems to be nowhere, and nothing may be erased for that. */
  #isPresenceKnown = false;

  constructor(parts: GuildDeparturesParts) {
    this.#parts = parts;
  }

  /** The guild has removed the bot. Said again, it changes nothing. */
  async left(guildId: string): Promise<void> {
    const left_at = this.#parts.clock.now();
    await sql`
      insert into guild_departure (guild_id, left_at) values (${guildId}, ${left_at})
      on conflict do nothing`.execute(this.#parts.database);
  }

  /** The bot is in the guild: nothing of it will be erased. */
  async joined(guildId: string): Promise<void> {
    await this.#parts.database.deleteFrom('guild_departure').where('guild_id', '=', guildId).execute();
  }

  /** Takes over what has happened while raybot was not there. To be called when it is known where the bot is. */
  async compare(): Promise<void> {
    const { database, isPresent } = this.#parts;
    this.#isPresenceKnown = true;
    const departed = await database.selectFrom('guild_departure').select('guild_id').execute();
    for (const { guild_id } of departed) if (isPresent(guild_id)) await this.joined(guild_id);
    for await (const guildId of this.#knownGuilds()) if (!isPresent(guildId)) await this.left(guildId);
  }

  /**
   * Erases the guilds whose time is over. One with a job that has not come to its end is left for the next time, as all are
   * until it is known where the bot is.
   * @param signal - ends it between two steps; the rest is done the next time
   * @returns which were erased
   */
  async eraseDue(signal?: AbortSignal): Promise<string[]> {
    const { database, clock, isPresent, onErased } = this.#parts;
    if (!this.#isPresenceKnown) return [];
    const due = await database
      .selectFrom('guild_departure')
      .select('guild_id')
      .where('left_at', '<=', clock.now() - departedGuildLifeMs)
      .execute();
    const erased: string[] = [];
    for (const { guild_id } of due) {
      // It was never told, or told in the wrong order: what is there is not erased.
      if (isPresent(guild_id)) await this.joined(guild_id);
      else if (!signal?.aborted && (await eraseGuild(database, guild_id, signal))) {
        onErased(guild_id);
        erased.push(guild_id);
      }
    }
    return erased;
  }

  /** One look into an index for each guild, instead of a walk through all accounts. */
  async *#knownGuilds(): AsyncGenerator<string> {
    for (let guildId: string | null = ''; ; ) {
      const { rows }: { rows: { guildId: string | null }[] } = await sql<{ guildId: string | null }>`
        select min(guild_id) as "guildId" from (
          select min(guild_id) as guild_id from account where guild_id > ${guildId}
          union all select min(guild_id) from policy_version where guild_id > ${guildId}
          union all select min(guild_id) from audit_entry where guild_id > ${guildId}
        ) known`.execute(this.#parts.database);
      guildId = rows[0]?.guildId ?? null;
      if (guildId === null) return;
      yield guildId;
    }
  }
}
