import { type Amount, mostCredits, parseAmount } from '../src/credits/amount.ts';
import type { ChosenRole, ChosenUser, CommandCall } from '../src/discord/command.ts';
import { clip } from '../src/discord/message-text.ts';
import { reasonMaxLength } from '../src/discord/views/quota-changes.ts';
import { Refusal } from '../src/errors/refusal.ts';

/** What admins give with `/quota`, read from a call. Whatever cannot be is refused, with the way out named. */

/**
 * The member whom it is about, who may have left.
 * @throws {Refusal} `member-unknown` or `member-is-bot`
 */
export function personIn({ users }: Pick<CommandCall, 'users'>): ChosenUser {
  const user = users.member;
  if (!user) throw new Refusal('member-unknown');
  if (user.isBot) throw new Refusal('member-is-bot', { memberId: user.id });
  return user;
}

/**
 * The member whom it is about, who is here.
 * @throws {Refusal} as `personIn`, or `member-left`
 */
export function memberIn(call: Pick<CommandCall, 'users'>): ChosenUser & { readonly roleIds: readonly string[] } {
  const { roleIds, ...user } = personIn(call);
  if (roleIds === null) throw new Refusal('member-left', { memberId: user.id });
  return { ...user, roleIds };
}

/** @throws {Refusal} `role-unknown` or `role-everyone` */
export function roleIn({ roles }: Pick<CommandCall, 'roles'>): ChosenRole {
  const { role } = roles;
  if (!role) throw new Refusal('role-unknown');
  if (role.isEveryone) throw new Refusal('role-everyone');
  return role;
}

/**
 * An amount as it was typed into an option.
 * @throws {Refusal} one for each `AmountProblem`
 */
export function amountIn({ options }: Pick<CommandCall, 'options'>, option: string): Amount {
  const amount = parseAmount(String(options[option] ?? ''));
  if (amount.kind === 'refused') throw new Refusal(`amount-${amount.problem}`, { most: mostCredits });
  return amount;
}

/**
 * How many credits are given or taken: a plain number, or one with the sign that fits.
 * @throws {Refusal} as `amountIn`, `amount-takes` or `amount-gives` for the sign that does not fit, `amount-zero`
 */
export function creditsIn(call: Pick<CommandCall, 'options'>, way: 'add' | 'take'): number {
  const { kind, credits } = amountIn(call, 'amount');
  if (way === 'add' && kind === 'take') throw new Refusal('amount-takes');
  if (way === 'take' && kind === 'add') throw new Refusal('amount-gives');
  if (credits === 0) throw new Refusal('amount-zero');
  return credits;
}

/**
 * What becomes of a number that an amount sets or moves.
 * @throws {Refusal} `amount-below-zero`
 */
export function appliedTo(current: number, { kind, credits }: Amount): number {
  if (kind === 'set') return credits;
  const moved = kind === 'add' ? current + credits : current - credits;
  if (moved < 0) throw new Refusal('amount-below-zero', { current, taken: credits });
  return moved;
}

/** Why it is done, if anything was said. Discord keeps the length, but nothing here relies on that. */
export function reasonOf(typed: unknown): string | null {
  const text = typeof typed === 'string' ? clip(typed.trim(), reasonMaxLength) : '';
  return text === '' ? null : text;
}
