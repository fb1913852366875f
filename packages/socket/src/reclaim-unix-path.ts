// Removes the stale socket file of a server that died, with which bind(2) fails with EADDRINUSE, if nobody serves it.
// bind-unix-path.ts calls this between its two tries.
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
import { absolutePath, isSameFile, statFile, remove } from './unix-file.js';
import type { AbsolutePath } from './unix-file.js';

const YOUNG_NS = 1_000_000_000n;
const SECOND_PROBE_MS = 50;
// The holder of the lock only makes two system calls, but on a busy machine it may not run for a while.
const CLAIM_TRIES = 500;
const CLAIM_PAUSE_MS = 5;
const hasAbstractNames = process.platform === 'linux';

/** Whether an error means that the address is in use. */
export const isInUse = (error: unknown): boolean =>
  error instanceof SocketError && error.code === 'EADDRINUSE';

/**
 * Removes a socket file that nobody serves. Returns false when the file is not a socket, or may be in use.
 * @param file - the file to which `address` led when it was found to be in use
 */
export const reclaimUnixPath = (address: UnixAddress, file: AbsolutePath): boolean => {
  const before = statFile(file);
  if (before === null) return true;
  if (!before.isSocket() || !isDead(address)) return false;
  // bind(2) makes the file before it attaches the socket, so a young file is probed again.
  if (clockGettimeNs(CLOCK_REALTIME) - before.ctimeNs < YOUNG_NS) {
    sleep(SECOND_PROBE_MS);
    if (!isDead(address)) return false;
  }
  using lock = new Socket(AF_UNIX, SOCK_DGRAM);
  claim(lock, before);
  const after = statFile(file);
  if (after === null) return true;
  if (!isSameFile(before, after) || before.ctimeNs !== after.ctimeNs) return false;
  // If another thread has called chdir, the file that refused the connection may be a different one.
  if (!absolutePath(address.path).equals(file)) return false;
  remove(file);
  return true;
};

// When two servers start on one stale file at once, the slower one could remove the file that the faster one has bound
// between the last check and the unlink. An abstract name serves as a lock, because no crash leaves it behind. Any process
// could keep the name, so this gives up after a while, and the last check is the only protection then.
const claim = (lock: Socket, file: BigIntStats): void => {
  if (!hasAbstractNames) return;
  for (let tries = 0; tries < CLAIM_TRIES; tries += 1) {
    try {
      return lock.bind({ path: `\0fdset-reclaim-${file.dev}-${file.ino}` });
    } catch (error) {
      if (!isInUse(error)) return;
    }
    sleep(CLAIM_PAUSE_MS);
  }
};

// The probe is a datagram socket. If the file belongs to a stream socket, connecting gives EPROTOTYPE, even between the bind
// and the listen of that socket, when it would refuse a stream connection just like a dead one. Also, a listener thus gets no
// connection from the probe.
const isDead = (address: UnixAddress): boolean => {
  using probe = new Socket(AF_UNIX, SOCK_DGRAM);
  try {
    probe.tryConnect(address);
    return false;
  } catch (error) {
    return error instanceof SocketError && error.code === 'ECONNREFUSED';
  }
};
