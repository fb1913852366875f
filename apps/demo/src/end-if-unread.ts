// For programs that do not print for a long time: they notice early that nobody will read what they measure.
import { POLLERR, POLLHUP, poll } from '@fdset/posix';

const STDOUT = 1;

/** Ends the process, as its next write would, if the reader of its standard output has gone. */
export function endIfUnread(): void {
  // The kernel reports these two without being asked for them.
  const entry = new Int32Array([STDOUT, 0, 0]);
  if (poll(entry, 1, 0) > 0 && (entry[2]! & (POLLERR | POLLHUP)) !== 0)
    process.exit(process.exitCode ?? 0);
}
