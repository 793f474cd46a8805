import { Refusal } from '../../src/errors/refusal.ts';

/** The refusal that a call throws. */
export function refusalOf(call: () => unknown): Refusal {
  try {
    call();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('it was not refused');
}
