/** The operator's prepaid money at Segmind, where one credit is one US dollar; kept in millionths, so that sums are exact. */
export interface Account {
  /** What is left, without what running jobs have reserved being taken off. */
  readonly credits: number;
  /** Sets the balance, US dollars. */
  set(credits: number): void;
  /** Lays the cost of a job aside; false when less than that is free. */
  reserve(costMicroUsd: number): boolean;
  /** The job is done: the reserved amount is spent. */
  charge(costMicroUsd: number): void;
  /** The job failed: the reserved amount is free again. */
  release(costMicroUsd: number): void;
}

const MICRO = 1_000_000;

/** @see https://docs.segmind.com/api-reference/account-and-billing-apis */
export function createAccount(credits: number): Account {
  let balance = Math.round(credits * MICRO);
  let reserved = 0;
  return {
    get credits() {
      return balance / MICRO;
    },
    set(next) {
      balance = Math.round(next * MICRO);
    },
    reserve(cost) {
      if (balance - reserved < cost) return false;
      reserved += cost;
      return true;
    },
    charge(cost) {
      reserved -= cost;
      balance -= cost;
    },
    release(cost) {
      reserved -= cost;
    },
  };
}
