/** Why something cannot be done; `not-typed` is an option without suggestions of which some are asked for. */
export type InvocationProblem =
  | 'unknown-command'
  | 'unknown-option'
  | 'missing-option'
  | 'wrong-type'
  | 'wrong-file-type'
  | 'wrong-channel-type'
  | 'nothing-behind-id'
  | 'out-of-range'
  | 'not-a-choice'
  | 'not-typed'
  | 'not-usable-here'
  | 'not-permitted';

/** Discord's own app would not let a person send this. */
export class InvocationRefused extends Error {
  readonly problem: InvocationProblem;
  /** Name of the option, or custom id of the field. */
  readonly option: string | undefined;

  constructor(problem: InvocationProblem, option?: string) {
    super(option === undefined ? problem : `${problem}: ${option}`);
    this.name = 'InvocationRefused';
    this.problem = problem;
    this.option = option;
  }
}
