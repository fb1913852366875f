// The source of the client's messages, which terminal-lines.ts and piped-lines.ts implement.

export interface LineSource {
  /** The next line that is not empty, without its line end; null at the end of the input. */
  next(): Promise<Buffer | null>;
  /** How many lines there are, including those that are available and unread; `isAll` tells that no further line can come. */
  count(): Promise<{ readonly lines: number; readonly isAll: boolean }>;
  /** Resolves when the user gives up (Ctrl-C at a terminal), even while an answer is awaited. */
  readonly givenUp: Promise<void>;
  /** Stops reading and lets the program end, even while `next` is pending. */
  close(): void;
}
