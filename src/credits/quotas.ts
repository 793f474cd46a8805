import type { Kysely } from 'kysely';
import type { Clock } from '../clock.ts';
import type { Database, LedgerEntryRow } from '../database/schema.ts';
import { Refusal } from '../errors/refusal.ts';
import { type AccountKey, type Balance, balanceOf, type GuildMember, openAccount, type Write } from './account.ts';
import { type AccountOverview, overviewOf, type PolicyOf } from './account-overview.ts';
import { type Amount, mostCredits } from './amount.ts';
import { writeAudit } from './audit-trail.ts';
import { addEntry, type EntryPage, entriesOf, type NewEntry, wasMade } from './entries.ts';
import { allowanceFor } from './member-allowance.ts';
import type { GuildPolicy } from './policy.ts';
import { refuseGrantOverPool } from './pools.ts';
import { refill } from './refill.ts';

/** An admin's word on one member's account. */
export interface QuotaOrder extends AccountKey {
  /** The member's roles; null for who is no member any more: no allowance is given then. */
  readonly roleIds: readonly string[] | null;
  /** The admin. */
  readonly actorId: string;
  /** The order's own id: the same one takes effect once. */
  readonly interactionId: string;
  readonly reason: string | null;
}

export interface QuotaChange {
  readonly before: Balance;
  readonly after: Balance;
  /** The order had taken effect before: nothing was changed now, and both balances are those of now. */
  readonly isRepeated: boolean;
}

export interface QuotasParts {
  readonly database: Kysely<Database>;
  readonly policyOf: PolicyOf;
  readonly clock: Clock;
}

type OrderKind = 'grant' | 'take' | 'set' | 'reset';

/** What an order of some kind means for an account as it stands. */
interface Move {
  readonly kind: OrderKind;
  /** What the admin named. */
  readonly askedCredits?: number;
  /** Credits to add, negative to take. @throws {Refusal} */
  amountFor(before: Balance): number;
}

/**
 * What admins do to members' accounts. An allowance that is due comes first, so that it does not make good what was taken a
 * moment before. Each order is one transaction with its entry and its audit, and takes effect once for its id.
 *
 * An admin's figures are of what a member can spend: held credits stay with the videos under way.
 */
export class Quotas {
  readonly #parts: QuotasParts;

  constructor(parts: QuotasParts) {
    this.#parts = parts;
  }

  /** A member's account, filled up where a period has begun. */
  async show({ guildId, memberId, roleIds }: GuildMember): Promise<AccountOverview> {
    const { database, policyOf, clock } = this.#parts;
    const policy = await policyOf(guildId);
    const member = { guildId, memberId, roleIds };
    return database.transaction().execute((trx) => overviewOf(trx, member, policy, clock.now()));
  }

  /** A member's history, newest first. */
  entriesOf(account: AccountKey, page: EntryPage): Promise<LedgerEntryRow[]> {
    return entriesOf(this.#parts.database, account, page);
  }

  /** Does what an admin has typed: `26`, `+2` or `-6`. */
  change(order: QuotaOrder, { kind, credits }: Amount): Promise<QuotaChange> {
    switch (kind) {
      case 'set':
        return this.set(order, credits);
      case 'add':
        return this.grant(order, credits);
      case 'take':
        return this.take(order, credits);
    }
  }

  /**
   * Gives credits.
   * @param credits - whole, 1 to `mostCredits`
   * @throws {Refusal} `grants-over-pool` or `grants-over-total-pool`
   */
  async grant(order: QuotaOrder, credits: number): Promise<QuotaChange> {
    checkCredits(credits, 1);
    return this.#carryOut(order, () => ({ kind: 'grant', askedCredits: credits, amountFor: () => credits }));
  }

  /**
   * Takes credits, no more than the member can spend.
   * @param credits - whole, 1 to `mostCredits`
   * @throws {Refusal} `take-too-much`, which says how much can be taken
   */
  async take(order: QuotaOrder, credits: number): Promise<QuotaChange> {
    checkCredits(credits, 1);
    return this.#carryOut(order, () => ({
      kind: 'take',
      askedCredits: credits,
      amountFor({ availableCredits: available, heldCredits: held }) {
        if (credits > available) throw new Refusal('take-too-much', { asked: credits, available, held });
        return -credits;
      },
    }));
  }

  /**
   * Sets what the member can spend.
   * @param credits - whole, 0 to `mostCredits`
   * @throws {Refusal} as for `grant`, where it adds
   */
  async set(order: QuotaOrder, credits: number): Promise<QuotaChange> {
    checkCredits(credits, 0);
    return this.#carryOut(order, () => ({
      kind: 'set',
      askedCredits: credits,
      amountFor: ({ availableCredits }) => credits - availableCredits,
    }));
  }

  /**
   * Sets what the member can spend to the allowance of a period, as for a new member.
   * @throws {Refusal} as for `grant`, where it adds
   */
  async reset(order: QuotaOrder): Promise<QuotaChange> {
    return this.#carryOut(order, (policy) => {
      const { credits } = allowanceFor(policy, { memberId: order.memberId, roleIds: order.roleIds ?? [] });
      return { kind: 'reset', amountFor: ({ availableCredits }) => credits - availableCredits };
    });
  }

  async #carryOut(order: QuotaOrder, moveUnder: (policy: GuildPolicy) => Move): Promise<QuotaChange> {
    const { database, policyOf, clock } = this.#parts;
    const policy = await policyOf(order.guildId);
    const move = moveUnder(policy);
    return database.transaction().execute((trx) => carryOut(trx, order, move, policy, clock.now()));
  }
}

async function carryOut(
  trx: Write,
  order: QuotaOrder,
  move: Move,
  policy: GuildPolicy,
  now: number,
): Promise<QuotaChange> {
  const { guildId, memberId, roleIds, actorId, reason } = order;
  const entry = entryFor(order, move);
  if (await wasMade(trx, order, entry)) {
    const balance = await balanceOf(trx, order);
    return { before: balance, after: balance, isRepeated: true };
  }
  if (roleIds) await refill(trx, { guildId, memberId, roleIds }, policy, now);
  await openAccount(trx, order);
  const before = await balanceOf(trx, order);
  const amountCredits = move.amountFor(before);
  if (amountCredits > 0) await refuseGrantOverPool(trx, guildId, amountCredits, now);
  await addEntry(trx, order, { ...entry, amountCredits }, now);
  const after = await balanceOf(trx, order);
  await writeAudit(trx, { guildId, actorId, action: move.kind, targetId: memberId, before, after, reason }, now);
  return { before, after, isRepeated: false };
}

/** One key for all kinds: an order that came twice must not come as another one. */
function entryFor(order: QuotaOrder, { kind, askedCredits }: Move): NewEntry {
  const { interactionId, actorId, reason } = order;
  const asked = askedCredits === undefined ? {} : { askedCredits };
  return { kind, amountCredits: 0, key: `admin:${interactionId}`, actorId, reason, ...asked };
}

/** What admins type is read by `parseAmount`; anything else is a fault of the caller. */
function checkCredits(credits: number, least: number): void {
  if (Number.isInteger(credits) && credits >= least && credits <= mostCredits) return;
  throw new RangeError(`${credits} is no number of credits from ${least} to ${mostCredits}`);
}
