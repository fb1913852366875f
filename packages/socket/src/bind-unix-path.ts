// Binding a Unix socket to a path in the file system, and what bind(2) leaves to its callers: the
// file's permissions, a stale file of a server that died (reclaim-unix-path.ts), and removing the file
// at the end.
import { chmodSync, fchmodSync, lstatSync } from 'node:fs';
import type { BigIntStats } from 'node:fs';
import {
  AF_UNIX,
  argTypeError,
  checkAddressNames,
  checkOptionNames,
  rangeError,
} from '@fdset/posix';
import type { UnixAddress } from '@fdset/posix';
import { checkFlag } from './arguments.js';
import { isInUse, reclaimUnixPath } from './reclaim-unix-path.js';
import { requireUnix } from './resolve-address.js';
import type { Socket } from './socket.js';
import { stateOf } from './socket-inside.js';
import { requireFd } from './socket-state.js';
import { absolutePath, isSameFile, look, remove } from './unix-file.js';
import type { AbsolutePath } from './unix-file.js';

/** How to bind a path. */
export interface UnixPathOptions {
  /** Permission bits of the file, such as 0o600; default: as the process's umask leaves them. */
  mode?: number | undefined;
  /** Replace a socket file nobody listens on; default true. A live one is EADDRINUSE. */
  reclaim?: boolean | undefined;
  /** Remove the file when the socket is closed, if it is still this socket's; default true. */
  unlinkOnClose?: boolean | undefined;
}

/** Options that were read once and checked. */
export interface UnixPathPlan {
  readonly mode: number | undefined;
  readonly reclaim: boolean;
  readonly unlinkOnClose: boolean;
}

/** The names of {@link UnixPathOptions}. */
export const UNIX_PATH_OPTIONS: readonly string[] = ['mode', 'reclaim', 'unlinkOnClose'];

const PERMISSION_BITS = 0o7777;
// Linux gives the file the mode of the socket's own inode, less the umask.
const takesModeOfInode = process.platform === 'linux';

/**
 * Binds `socket` to a path. Abstract and empty names have no file: for them this is `bind`.
 *
 * The mode is never wider than asked for, not even for a moment. A file is reclaimed only when
 * connecting to it gives ECONNREFUSED and it is still the same file afterwards. Directories that
 * others can write to are not safe places for socket files. A relative path is the file's that it
 * led to when it was bound, whatever `process.chdir` does later.
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
  checkOptionNames(options, UNIX_PATH_OPTIONS, 'bindUnixPath');
  const plan = readUnixPath(options);
  checkAddressNames(address);
  if (socket.family !== AF_UNIX) socket.bind(address);
  else bindPlanned(socket, requireUnix(address), plan);
};

/**
 * Options that were read once and checked.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
 * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE
 */
export const readUnixPath = (options: UnixPathOptions): UnixPathPlan => {
  const { mode, reclaim = true, unlinkOnClose = true } = options;
  checkMode(mode);
  return {
    mode,
    reclaim: checkFlag(reclaim, 'reclaim'),
    unlinkOnClose: checkFlag(unlinkOnClose, 'unlinkOnClose'),
  };
};

/** `bindUnixPath` with what was read before: nothing of the caller's runs any more. */
export const bindPlanned = (socket: Socket, address: UnixAddress, plan: UnixPathPlan): void => {
  if (!isFilePath(address)) return socket.bind(address);
  narrowMode(socket, plan.mode);
  let file = absolutePath(address.path);
  bindFile(socket, address, { file, mayReclaim: plan.reclaim });
  try {
    // Another thread's chdir may have come between.
    if (look(file)?.isSocket() !== true) file = absolutePath(address.path);
    const bound = lstatSync(file, { bigint: true });
    if (plan.unlinkOnClose) unlinkWhenClosed(socket, file, bound);
    widenMode(file, bound, plan.mode);
  } catch (error) {
    removeQuietly(file);
    throw error;
  }
};

const bindFile = (
  socket: Socket,
  address: UnixAddress,
  { file, mayReclaim }: { readonly file: AbsolutePath; readonly mayReclaim: boolean },
): void => {
  try {
    socket.bind(address);
  } catch (error) {
    if (!isInUse(error) || !mayReclaim || !reclaimUnixPath(address, file)) throw error;
    socket.bind(address);
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

// Setting it before bind leaves no moment in which the path is open to more people; the umask belongs
// to every thread of the process.
const narrowMode = (socket: Socket, mode: number | undefined): void => {
  if (mode !== undefined && takesModeOfInode) fchmodSync(requireFd(stateOf(socket)), mode);
};

// The umask may have taken bits away that were asked for: now, with the owner known, they are added.
const widenMode = (file: AbsolutePath, bound: BigIntStats, mode: number | undefined): void => {
  if (mode === undefined || (Number(bound.mode) & PERMISSION_BITS) === mode) return;
  chmodSync(file, mode);
};

/** After a failure whose error counts; the file is the one just bound. */
const removeQuietly = (file: AbsolutePath): void => {
  try {
    remove(file);
  } catch {
    // It stays, and can be reclaimed as any file without a server.
  }
};

// An open bound socket holds its inode, so the number cannot have been given to another file: this
// must run before the descriptor is closed. It also leaves no time in which the path looks stale.
const unlinkWhenClosed = (socket: Socket, file: AbsolutePath, bound: BigIntStats): void => {
  stateOf(socket).beforeClose = () => {
    const now = look(file);
    if (now !== null && isSameFile(bound, now)) remove(file);
  };
};
