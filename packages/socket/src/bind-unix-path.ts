// Binding a Unix socket to a path in the file system, and what bind(2) leaves to its callers: the
// file's permissions, a stale file of a server that died, and removing the file at the end.
import { chmodSync, fchmodSync, lstatSync, unlinkSync } from 'node:fs';
import type { BigIntStats } from 'node:fs';
import { AF_UNIX, SOCK_DGRAM, SocketError, argTypeError, rangeError, sleep } from '@fdset/posix';
import type { UnixAddress } from '@fdset/posix';
import { checkOptions } from './arguments.js';
import { requireUnix } from './resolve-address.js';
import { Socket } from './socket.js';
import { stateOf } from './socket-handle.js';

/** How to bind a path. */
export interface UnixPathOptions {
  /** Permission bits of the file, such as 0o600; default: as the process's umask leaves them. */
  mode?: number;
  /** Replace a socket file nobody listens on; default true. A live one is EADDRINUSE. */
  reclaim?: boolean;
  /** Remove the file when the socket is closed, if it is still this socket's; default true. */
  unlinkOnClose?: boolean;
}

const PERMISSION_BITS = 0o7777;
const YOUNG_MS = 1000;
const SECOND_LOOK_MS = 50;
const CLAIM_LOOKS = 20;
const CLAIM_PAUSE_MS = 1;

/**
 * Binds `socket` to a path. Abstract and empty names have no file: for them this is `bind`.
 *
 * The mode is never wider than asked for, not even for a moment. A file is reclaimed only when
 * connecting to it gives ECONNREFUSED and it is still the same file afterwards. Directories that
 * others can write to are not safe places for socket files.
 *
 * No file stays when a step fails after the file was made.
 *
 * @throws {SocketError} EADDRINUSE when somebody listens there, or the file is no socket
 */
export const bindUnixPath = (
  socket: Socket,
  address: UnixAddress,
  options: UnixPathOptions = {},
): void => {
  checkMode(checkOptions(options).mode);
  if (socket.family !== AF_UNIX || !isFilePath(requireUnix(address))) return socket.bind(address);
  narrowMode(socket, options.mode);
  try {
    socket.bind(address);
  } catch (error) {
    if (!isInUse(error) || options.reclaim === false || !removeStale(socket, address)) throw error;
    socket.bind(address);
  }
  try {
    const bound = lstatSync(address.path as string | Buffer, { bigint: true });
    if (options.unlinkOnClose !== false) unlinkWhenClosed(socket, address, bound);
    widenMode(address, bound, options.mode);
  } catch (error) {
    removeQuietly(address);
    throw error;
  }
};

const checkMode = (mode: number | undefined): void => {
  if (mode === undefined) return;
  if (typeof mode !== 'number') throw argTypeError(`mode must be a number, not ${typeof mode}`);
  if (Number.isInteger(mode) && mode >= 0 && mode <= PERMISSION_BITS) return;
  throw rangeError(`mode must be permission bits from 0 to 0o7777, not ${mode}`);
};

const isFilePath = ({ path }: UnixAddress): boolean =>
  path.length > 0 && path[0] !== '\0' && path[0] !== 0;

// Linux gives the file the socket inode's own mode, less the umask. Setting it before bind leaves no
// moment in which the path is open to more people; the umask belongs to every thread of the process.
const narrowMode = (socket: Socket, mode: number | undefined): void => {
  if (mode !== undefined && process.platform === 'linux') fchmodSync(socket.fileno(), mode);
};

// The umask may have taken bits away that were asked for: now, with the owner known, they are added.
const widenMode = ({ path }: UnixAddress, bound: BigIntStats, mode: number | undefined): void => {
  if (mode === undefined || (Number(bound.mode) & PERMISSION_BITS) === mode) return;
  chmodSync(path as string | Buffer, mode);
};

const isInUse = (error: unknown): boolean =>
  error instanceof SocketError && error.code === 'EADDRINUSE';

/** Removes a socket file that nobody serves; false when it is not one, or may be somebody's. */
const removeStale = (socket: Socket, address: UnixAddress): boolean => {
  const before = look(address);
  if (before === null) return true;
  if (!before.isSocket() || !isRefused(socket, address)) return false;
  // Between another server's bind and its listen, its path refuses connections too.
  if (Date.now() - Number(before.ctimeMs) < YOUNG_MS) {
    sleep(SECOND_LOOK_MS);
    if (!isRefused(socket, address)) return false;
  }
  using lock = new Socket(AF_UNIX, SOCK_DGRAM);
  claim(lock, before);
  const after = look(address);
  if (after === null) return true;
  if (!isSameFile(before, after) || before.ctimeNs !== after.ctimeNs) return false;
  remove(address);
  return true;
};

// Of two servers that start at once on one stale file, the slower could remove what the faster has
// bound between the last look and the unlink. An abstract name is a lock that no crash leaves behind;
// one that stays taken is not waited for: then the last look is all there is.
const claim = (lock: Socket, file: BigIntStats): void => {
  if (process.platform !== 'linux') return;
  for (let looks = 0; looks < CLAIM_LOOKS; looks += 1) {
    try {
      return lock.bind({ path: `\0fdset-reclaim-${file.dev}-${file.ino}` });
    } catch (error) {
      if (!isInUse(error)) return;
    }
    sleep(CLAIM_PAUSE_MS);
  }
};

const remove = ({ path }: UnixAddress): void => {
  try {
    unlinkSync(path as string | Buffer);
  } catch (error) {
    // Somebody else removed it first.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
};

/** After a failure whose error counts; the file is the one just bound. */
const removeQuietly = (address: UnixAddress): void => {
  try {
    remove(address);
  } catch {
    // It stays, and can be reclaimed as any file without a server.
  }
};

const isRefused = (socket: Socket, address: UnixAddress): boolean => {
  using probe = new Socket(socket.family, socket.type, socket.protocol);
  try {
    probe.tryConnect(address);
    return false;
  } catch (error) {
    return error instanceof SocketError && error.code === 'ECONNREFUSED';
  }
};

// An open bound socket holds its inode, so the number cannot have been given to another file: this
// must run before the descriptor is closed. It also leaves no time in which the path looks stale.
const unlinkWhenClosed = (socket: Socket, address: UnixAddress, bound: BigIntStats): void => {
  stateOf(socket).beforeClose = () => {
    const now = look(address);
    if (now !== null && isSameFile(bound, now)) remove(address);
  };
};

const isSameFile = (a: BigIntStats, b: BigIntStats): boolean => a.dev === b.dev && a.ino === b.ino;

const look = ({ path }: UnixAddress): BigIntStats | null =>
  lstatSync(path as string | Buffer, { bigint: true, throwIfNoEntry: false }) ?? null;
