// What the exit codes of the sessions, of `listen` and of `relay` mean.

/** The exit codes, in the order of the help. */
export const EXIT = {
  done: 0,
  /** No connection stands, or stdin or stdout failed. */
  failed: 1,
  /** The command line, or a line of the input, says what cannot be done. */
  usage: 2,
  /** The connection broke, or ended before everything was sent. */
  brokenOff: 3,
  /** `--once`, and no answer. */
  unanswered: 4,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
