import { randomInt } from 'node:crypto';

/**
 * Ids that stand for nobody: what takes the place of a member's or a job's id that was erased. They look like Discord's, so
 * that everything that reads ids reads them too, but are larger than any that fits into the 64 bits of a snowflake
 * (https://docs.discord.com/developers/reference#snowflakes).
 */
const alias = /^9\d{19}$/;

/** A new one; nothing leads from it to what it stands for. */
export function newAlias(): string {
  return `9${randomDigits(10)}${randomDigits(9)}`;
}

/** Whether an id stands for somebody, or something, that was erased. */
export function isAlias(id: string): boolean {
  return alias.test(id);
}

function randomDigits(length: number): string {
  return String(randomInt(10 ** length)).padStart(length, '0');
}
