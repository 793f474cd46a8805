import type { ProviderName } from '../catalogue/models.ts';
import type { Candidate } from '../catalogue/offer.ts';
import type { DurationLaw } from './duration-law.ts';
import type { Job } from './job.ts';

/** A place at a service, taken by what works there or is about to be sent. */
export interface Place {
  readonly provider: ProviderName;
  /** Since when, milliseconds since the epoch. */
  readonly since: number;
  /** How long it is likely to be taken. */
  readonly law: DurationLaw;
}

interface Slot extends Place {
  /** What the guild's and the member's turns were before this one was taken: it is given back where nothing was taken. */
  readonly before: { readonly guild: number; readonly member: number; readonly turn: number };
}

/** One job from the moment when it first stands in line until its place at a service is free again. */
export interface Ticket {
  readonly jobId: string;
  readonly guildId: string;
  readonly memberId: string;
  /** When it was given, milliseconds since the epoch. */
  readonly createdAt: number;
  /** When it came, as a turn. */
  readonly arrival: number;
  waiting: Waiting | null;
  /** Null while it has no place at a service. */
  slot: Slot | null;
}

/** A job that stands in line. */
export interface Waiting {
  /** Who can make it now, best first; none: it need not wait here. */
  readonly ready: () => readonly Candidate[];
  /** What `ready` said last. */
  known: readonly Candidate[];
  /** Null: there is nobody to wait for. */
  readonly call: (candidate: Candidate | null) => void;
}

/** Somebody who takes turns: a guild among guilds, or a member among those of a guild. */
interface Party {
  /** The last turn that was theirs. */
  servedAt: number;
}

interface Member extends Party {
  /** By job, as they came. */
  readonly tickets: Map<string, Ticket>;
}

interface Guild extends Party {
  readonly members: Map<string, Member>;
}

/**
 * Whose turn it is: guilds take turns, within a guild its members, and each member's oldest goes first. Whoever was served
 * stands behind all who wait, and so does who comes; so nobody who waits is passed over twice by the same.
 *
 * Turns are counted, not timed: a clock that is set back changes no order.
 */
export class Line {
  readonly #guilds = new Map<string, Guild>();
  readonly #tickets = new Map<string, Ticket>();
  #turn = 0;

  /** The job's ticket, new behind all others where it had none. */
  join(job: Pick<Job, 'id' | 'guildId' | 'memberId' | 'createdAt'>): Ticket {
    const known = this.#tickets.get(job.id);
    if (known) return known;
    const { id: jobId, guildId, memberId, createdAt } = job;
    const ticket: Ticket = {
      jobId,
      guildId,
      memberId,
      createdAt,
      arrival: this.#nextTurn(),
      waiting: null,
      slot: null,
    };
    this.#tickets.set(jobId, ticket);
    this.#memberOf(ticket).tickets.set(jobId, ticket);
    return ticket;
  }

  get(jobId: string): Ticket | null {
    return this.#tickets.get(jobId) ?? null;
  }

  tickets(): Iterable<Ticket> {
    return this.#tickets.values();
  }

  /** It takes its turn. */
  serve(ticket: Ticket, place: Place): void {
    const guild = this.#guildOf(ticket);
    const member = this.#memberOf(ticket);
    const turn = this.#nextTurn();
    ticket.slot = { ...place, before: { guild: guild.servedAt, member: member.servedAt, turn } };
    guild.servedAt = turn;
    member.servedAt = turn;
  }

  /** A turn of somebody who may have left since; it matters to those who still wait. */
  mark({ guildId, memberId }: Pick<Ticket, 'guildId' | 'memberId'>): void {
    const guild = this.#guilds.get(guildId);
    const member = guild?.members.get(memberId);
    const turn = this.#nextTurn();
    if (guild) guild.servedAt = turn;
    if (member) member.servedAt = turn;
  }

  /** Nothing came of its turn: it is as if it had never been, unless they had another one since. */
  giveBack(ticket: Ticket): void {
    if (!ticket.slot) return;
    const { guild: guildBefore, member: memberBefore, turn } = ticket.slot.before;
    const guild = this.#guildOf(ticket);
    const member = this.#memberOf(ticket);
    if (guild.servedAt === turn) guild.servedAt = guildBefore;
    if (member.servedAt === turn) member.servedAt = memberBefore;
    ticket.slot = null;
  }

  /** The job needs no turn any more. */
  leave(ticket: Ticket): void {
    const guild = this.#guildOf(ticket);
    const member = this.#memberOf(ticket);
    this.#tickets.delete(ticket.jobId);
    member.tickets.delete(ticket.jobId);
    if (member.tickets.size === 0) guild.members.delete(ticket.memberId);
    if (guild.members.size === 0) this.#guilds.delete(ticket.guildId);
  }

  /**
   * Those who wait, as their turns come where nobody joins them.
   * @param isWanted - who is looked at: whoever cannot be served now keeps nobody of the same guild back
   */
  *waiting(isWanted: (ticket: Ticket) => boolean = () => true): Generator<Ticket> {
    const guilds = [...this.#guilds.values()].flatMap((guild) => {
      const members = [...guild.members.values()].flatMap((member) => {
        const tickets = [...member.tickets.values()]
          .filter((ticket) => ticket.waiting !== null && isWanted(ticket))
          .toSorted(byAge);
        return tickets.length > 0 ? [{ key: keyOf(member, tickets), tickets }] : [];
      });
      const tickets = members.flatMap((member) => member.tickets);
      return members.length > 0
        ? [{ key: keyOf(guild, tickets), turns: byTurns(members, ({ tickets }) => tickets) }]
        : [];
    });
    yield* byTurns(guilds, ({ turns }) => turns);
  }

  #nextTurn(): number {
    this.#turn += 1;
    return this.#turn;
  }

  #guildOf({ guildId }: Ticket): Guild {
    const guild = this.#guilds.get(guildId) ?? { servedAt: 0, members: new Map() };
    this.#guilds.set(guildId, guild);
    return guild;
  }

  #memberOf(ticket: Ticket): Member {
    const { members } = this.#guildOf(ticket);
    const member = members.get(ticket.memberId) ?? { servedAt: 0, tickets: new Map() };
    members.set(ticket.memberId, member);
    return member;
  }
}

/** Those who come in the same breath may come in any order; their ids, which Discord counts up, tell it. */
function byAge(a: Ticket, b: Ticket): number {
  return a.createdAt - b.createdAt || a.jobId.length - b.jobId.length || (a.jobId < b.jobId ? -1 : 1);
}

/** Since when a party has waited for its turn: since its last one, or since its oldest came. */
function keyOf({ servedAt }: Party, tickets: readonly Ticket[]): number {
  return Math.max(servedAt, Math.min(...tickets.map(({ arrival }) => arrival)));
}

/** Parties by turns: one of each, in the order in which they wait, then the next of each. */
function* byTurns<P extends { readonly key: number }>(
  parties: readonly P[],
  turnsOf: (party: P) => Iterable<Ticket>,
): Generator<Ticket> {
  let round = parties.toSorted((a, b) => a.key - b.key).map((party) => turnsOf(party)[Symbol.iterator]());
  while (round.length > 0) {
    const left: typeof round = [];
    for (const turns of round) {
      const next = turns.next();
      if (next.done) continue;
      yield next.value;
      left.push(turns);
    }
    round = left;
  }
}
