// stdout, where what arrives goes unaltered, and stderr, where everything else is said. Readers of either may leave early.

/** Says one line on stderr. */
export function say(message: string): void {
  process.stderr.write(`fdset: ${message}\n`);
}

/** Prints bytes as they are. Their memory may be used again when the promise resolves, and the reader has caught up then. */
export function print(data: Uint8Array): Promise<void> {
  return new Promise((resolve) => void process.stdout.write(data, () => resolve()));
}

/** Prints on stderr, as {@link print} does on stdout. */
export function printBeside(data: Uint8Array): Promise<void> {
  return new Promise((resolve) => void process.stderr.write(data, () => resolve()));
}

/**
 * Ends the program quietly when whoever reads stdout has seen enough (`fdset ... | head -1`). What is said beside is no part of what
 * passes: a stderr that is closed, or full, ends nothing.
 */
export function outliveReaders(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    say(`cannot print what arrives: ${error.message}`);
    process.exit(1);
  });
  process.stderr.on('error', () => {});
}
