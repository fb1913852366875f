// What a user can put right (a taken port, no server): shown by cli.ts as one line, without a stack.

/** An error whose message is all that the user needs. */
export class UserError extends Error {
  override readonly name = 'UserError';
  /** The exit code of the command, 1 unless a signal ended it. */
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}
