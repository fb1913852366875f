// A socket that sends a signal when it can be read, because it was asked to (O_ASYNC). Node has no call for that; the flag and the owner
// are those of the open file, so a child that inherits the descriptor can set them.
import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { Skipped } from '@fdset/benchmarks/kit';
import { socketpair } from '@fdset/socket';

/** A signal that does not come in this time counts as none. */
const PATIENCE_MS = 2000;

/** Of Linux: F_GETFL 3, F_SETFL 4, F_SETOWN 8, O_ASYNC 020000. */
const ASK =
  'open(my $s, "+<&=", 3) or die; fcntl($s, 8, $ARGV[0] + 0) or die; fcntl($s, 4, fcntl($s, 3, 0) | 020000) or die';

/** Reads as many messages, each when its signal is heard; returns how many of them were. */
export async function readBySignals(reads: number): Promise<number> {
  const ends = socketpair();
  using reader = ends[0];
  using writer = ends[1];
  await askForSignals(reader.fileno());
  for (let done = 0; done < reads; done += 1) {
    const heard = once(process, 'SIGIO', { signal: AbortSignal.timeout(PATIENCE_MS) });
    writer.send('x');
    const came = await heard.then(Boolean, () => false);
    if (!came) return done;
    reader.recv(1);
  }
  return reads;
}

/** @throws Skipped without perl */
async function askForSignals(fd: number): Promise<void> {
  const child = spawn('perl', ['-e', ASK, String(process.pid)], {
    stdio: ['ignore', 'ignore', 'ignore', fd],
  });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const [code] = await ended.catch(() => {
    throw new Skipped('perl is not installed, which would have asked a socket for signals');
  });
  if (code !== 0) throw new Skipped('the socket could not be asked for signals');
}
