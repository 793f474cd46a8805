/** The operator's prepaid credits: taken at the submit, returned when a job fails. */
export interface Account {
  /** What is left, whole credits. */
  readonly credits: number;
  /** @throws {RangeError} unless they are whole */
  set(credits: number): void;
  /** False when less than that is left: nothing is taken then. */
  take(credits: number): boolean;
  giveBack(credits: number): void;
}

export function createAccount(credits: number): Account {
  let balance = whole(credits);
  return {
    get credits() {
      return balance;
    },
    set(next) {
      balance = whole(next);
    },
    take(cost) {
      if (balance < cost) return false;
      balance -= cost;
      return true;
    },
    giveBack(cost) {
      balance += cost;
    },
  };
}

function whole(credits: number): number {
  if (!Number.isInteger(credits)) throw new RangeError(`Apiframe counts whole credits, not ${credits}`);
  return credits;
}
