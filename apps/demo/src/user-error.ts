// An error that the user can fix (a port in use, no server). cli.ts shows it as one line, without a stack.

/** An error whose message tells the user everything. */
export class UserError extends Error {
  override readonly name = 'UserError';
  /** The exit code of the command, 1 unless a signal ended it. */
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}
