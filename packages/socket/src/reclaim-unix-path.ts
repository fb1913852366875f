// The stale file of a server that died, which makes bind(2) fail with EADDRINUSE: removed only when
// nobody serves it. bind-unix-path.ts calls this between its two tries.
import type { BigIntStats } from 'node:fs';
import {
  AF_UNIX,
  CLOCK_REALTIME,
  SOCK_DGRAM,
  SocketError,
  clockGettimeNs,
  sleep,
} from '@fdset/posix';
import type { UnixAddress } from '@fdset/posix';
import { Socket } from './socket.js';
import { absolutePath, isSameFile, look, remove } from './unix-file.js';
import type { AbsolutePath } from './unix-file.js';

const YOUNG_NS = 1_000_000_000n;
const SECOND_LOOK_MS = 50;
// Its holder makes two system calls; the rest is what a busy machine keeps it from running.
const CLAIM_LOOKS = 500;
const CLAIM_PAUSE_MS = 5;
const hasAbstractNames = process.platform === 'linux';

/** Whether an error says that the address is taken. */
export const isInUse = (error: unknown): boolean =>
  error instanceof SocketError && error.code === 'EADDRINUSE';

/**
 * Removes a socket file that nobody serves; false when it is not one, or may be somebody's.
 * @param file - where `address` led to when it was found to be taken
 */
export const reclaimUnixPath = (address: UnixAddress, file: AbsolutePath): boolean => {
  const before = look(file);
  if (before === null) return true;
  if (!before.isSocket() || !isDead(address)) return false;
  // bind(2) makes the file before it is the socket's.
  if (clockGettimeNs(CLOCK_REALTIME) - before.ctimeNs < YOUNG_NS) {
    sleep(SECOND_LOOK_MS);
    if (!isDead(address)) return false;
  }
  using lock = new Socket(AF_UNIX, SOCK_DGRAM);
  claim(lock, before);
  const after = look(file);
  if (after === null) return true;
  if (!isSameFile(before, after) || before.ctimeNs !== after.ctimeNs) return false;
  // Another thread's chdir: what refused may have been a file elsewhere.
  if (!absolutePath(address.path).equals(file)) return false;
  remove(file);
  return true;
};

// Of two servers that start at once on one stale file, the slower could remove what the faster has
// bound between the last look and the unlink. An abstract name is a lock that no crash leaves behind;
// one that stays taken, which anybody could do, is given up: then the last look is all there is.
const claim = (lock: Socket, file: BigIntStats): void => {
  if (!hasAbstractNames) return;
  for (let looks = 0; looks < CLAIM_LOOKS; looks += 1) {
    try {
      return lock.bind({ path: `\0fdset-reclaim-${file.dev}-${file.ino}` });
    } catch (error) {
      if (!isInUse(error)) return;
    }
    sleep(CLAIM_PAUSE_MS);
  }
};

// A datagram socket is told whose file it is whatever its owner does: EPROTOTYPE by a stream socket, also between its bind and
// its listen, when it refuses connections as a dead one does; and a listener gets no connection for it.
const isDead = (address: UnixAddress): boolean => {
  using probe = new Socket(AF_UNIX, SOCK_DGRAM);
  try {
    probe.tryConnect(address);
    return false;
  } catch (error) {
    return error instanceof SocketError && error.code === 'ECONNREFUSED';
  }
};
