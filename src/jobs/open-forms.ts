import { type Kysely, sql } from 'kysely';
import type { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Database } from '../database/schema.ts';
import { Refusal } from '../errors/refusal.ts';
import type { Origin } from './job.ts';

/** Nobody leaves a modal open for longer, and the addresses of pictures live for a day. */
const formLifeMs = 60 * 60_000;

/** Before whom a form stands open, and where. */
export type FormOwner = Pick<Origin, 'guildId' | 'memberId'>;

/**
 * What modals have no room for. Discord hands an id of a hundred characters back with a modal, and nothing of the message on
 * which it was opened, so that stands here until the modal is sent off: a restart in between loses nothing. A form may be sent
 * off again, as Discord leaves a modal open whose answer was lost.
 */
export class OpenForms {
  readonly #database: Kysely<Database>;
  readonly #clock: Pick<Clock, 'now'>;

  constructor(database: Kysely<Database>, clock: Pick<Clock, 'now'>) {
    this.#database = database;
    this.#clock = clock;
  }

  /**
   * @param content - anything that JSON can hold
   * @returns what the modal has to bring back
   */
  async keep({ interactionId, guildId, memberId }: FormOwner & Pick<Origin, 'interactionId'>, content: unknown) {
    const now = this.#clock.now();
    await this.#database.transaction().execute(async (trx) => {
      await sql`delete from open_form where expires_at <= ${now}`.execute(trx);
      await sql`
        insert into open_form (id, guild_id, member_id, content, expires_at)
        values (${interactionId}, ${guildId}, ${memberId}, ${JSON.stringify(content)}, ${now + formLifeMs})
        on conflict do nothing`.execute(trx);
    });
    return interactionId;
  }

  /**
   * What was kept for this member.
   * @param id - as the modal brought it back; anybody's to forge, in theory
   * @throws {Refusal} `form-too-old`
   */
  async find<Content>(id: string, { guildId, memberId }: FormOwner, schema: z.ZodType<Content>): Promise<Content> {
    const row = await this.#database
      .selectFrom('open_form')
      .select('content')
      .where('id', '=', id)
      .where('guild_id', '=', guildId)
      .where('member_id', '=', memberId)
      .where('expires_at', '>', this.#clock.now())
      .executeTakeFirst();
    if (!row) throw new Refusal('form-too-old');
    return schema.parse(JSON.parse(row.content));
  }
}
