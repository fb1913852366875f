// stdout, where what arrives goes unaltered, and stderr, where everything else is said. Readers of either may leave early.
import { once } from 'node:events';

/** Says one line on stderr. */
export function say(message: string): void {
  process.stderr.write(`fdset: ${message}\n`);
}

/** Prints bytes as they are; returns a promise where the reader has to catch up first. */
export function print(data: Buffer): void | Promise<void> {
  if (!process.stdout.write(data)) return once(process.stdout, 'drain').then(() => undefined);
}

/** Ends the program quietly when whoever reads stdout has seen enough (`fdset ... | head -1`). */
export function outliveReaders(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    say(`cannot print what arrives: ${error.message}`);
    process.exit(1);
  });
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
