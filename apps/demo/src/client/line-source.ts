// Where the client's messages come from: terminal-lines.ts or piped-lines.ts.

export interface LineSource {
  /** The next line that is not empty, without its line end; null at the end of the input. */
  next(): Promise<Buffer | null>;
  /** How many lines there have been, with those that are there unread; whether the input can have no further one. */
  count(): Promise<{ readonly lines: number; readonly isAll: boolean }>;
  /** Resolves when the user gives up (Ctrl-C at a terminal), also while an answer is awaited. */
  readonly givenUp: Promise<void>;
  /** Stops reading and lets the program end, also while `next` is pending. */
  close(): void;
}
