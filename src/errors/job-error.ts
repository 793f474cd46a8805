/** The interaction has a job already: it was delivered to us twice. */
export class DuplicateJobError extends Error {
  constructor(jobId: string) {
    super(`Interaction ${jobId} has a job already.`);
    this.name = 'DuplicateJobError';
  }
}

/** A job is not in the state that a change expects: somebody else moved it. Nothing was changed. */
export class StaleJobError extends Error {
  constructor(jobId: string, expected: readonly string[]) {
    super(`Job ${jobId} is no longer ${expected.join(' or ')}.`);
    this.name = 'StaleJobError';
  }
}
