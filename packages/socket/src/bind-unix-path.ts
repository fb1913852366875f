// Binds a Unix socket to a path in the file system, and does what bind(2) leaves to its callers: it sets the file's
// permissions, replaces a stale file of a server that died (reclaim-unix-path.ts), and removes the file at the end.
import { chmodSync, fchmodSync, lstatSync } from 'node:fs';
import type { BigIntStats } from 'node:fs';
import {
  AF_UNIX,
  argTypeError,
  checkAddressNames,
  checkBoolean,
  checkOptionNames,
  rangeError,
} from '@fdset/posix';
import type { UnixAddress } from '@fdset/posix';
import { isInUse, reclaimUnixPath } from './reclaim-unix-path.js';
import { requireUnix } from './resolve-address.js';
import type { Socket } from './socket.js';
import { stateOf } from './socket-inside.js';
import { requireFd } from './socket-state.js';
import { absolutePath, isSameFile, statFile, remove } from './unix-file.js';
import type { AbsolutePath } from './unix-file.js';

/** How to bind a path. */
export interface UnixPathOptions {
  /** The permission bits of the file, such as 0o600; by default the umask of the process decides. */
  mode?: number | undefined;
  /** Replace a socket file on which nobody listens; default true. If somebody listens, the error is EADDRINUSE. */
  reclaim?: boolean | undefined;
  /** Remove the file when the socket is closed, if the file still belongs to this socket; default true. */
  unlinkOnClose?: boolean | undefined;
}

/** The options after reading each of them once and checking it. */
export interface UnixPathPlan {
  readonly mode: number | undefined;
  readonly reclaim: boolean;
  readonly unlinkOnClose: boolean;
}

/** The names of {@link UnixPathOptions}. */
export const UNIX_PATH_OPTIONS: readonly string[] = ['mode', 'reclaim', 'unlinkOnClose'];

const PERMISSION_BITS = 0o7777;
// Linux gives the file the mode of the socket's own inode, minus the umask.
const takesModeOfInode = process.platform === 'linux';

/**
 * Binds `socket` to a path. Abstract and empty names have no file, so for them this is the same as `bind`.
 *
 * The mode is never wider than requested, not even for a moment. A file is reclaimed only if
 * connecting to it gives ECONNREFUSED and it is still the same file afterwards. A directory that other users can write to is
 * not a safe place for socket files. A relative path means the file that it led to at the bind, whatever `process.chdir` does
 * later.
 *
 * If a step fails after the file was made, the file is removed.
 *
 * @throws {SocketError} EADDRINUSE when somebody listens there, or the file is not a socket
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
 * Reads each option once and checks it.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
 * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE
 */
export const readUnixPath = (options: UnixPathOptions): UnixPathPlan => {
  const { mode, reclaim = true, unlinkOnClose = true } = options;
  checkMode(mode);
  return {
    mode,
    reclaim: checkBoolean(reclaim, 'reclaim'),
    unlinkOnClose: checkBoolean(unlinkOnClose, 'unlinkOnClose'),
  };
};

/** Binds as `bindUnixPath` does, with options that were read before, so that none of the caller's code runs any more. */
export const bindPlanned = (socket: Socket, address: UnixAddress, plan: UnixPathPlan): void => {
  if (!isFilePath(address)) return socket.bind(address);
  narrowMode(socket, plan.mode);
  let file = absolutePath(address.path);
  bindFile(socket, address, { file, mayReclaim: plan.reclaim });
  try {
    // Another thread may have called chdir before the bind.
    if (statFile(file)?.isSocket() !== true) file = absolutePath(address.path);
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

// The mode is set before the bind, so that the path is never open to more users. The umask cannot be used for that, because
// it belongs to all threads of the process.
const narrowMode = (socket: Socket, mode: number | undefined): void => {
  if (mode !== undefined && takesModeOfInode) fchmodSync(requireFd(stateOf(socket)), mode);
};

// Adds the requested bits that the umask has removed, after the file was identified.
const widenMode = (file: AbsolutePath, bound: BigIntStats, mode: number | undefined): void => {
  if (mode === undefined || (Number(bound.mode) & PERMISSION_BITS) === mode) return;
  chmodSync(file, mode);
};

/** Removes the file that was just bound, after a failure whose error is thrown. */
const removeQuietly = (file: AbsolutePath): void => {
  try {
    remove(file);
  } catch {
    // The file stays, and can be reclaimed like any file without a server.
  }
};

// The file is removed before the descriptor is closed. While the bound socket is open it keeps its inode, so another file
// cannot have the same inode number; and the path never looks stale.
const unlinkWhenClosed = (socket: Socket, file: AbsolutePath, bound: BigIntStats): void => {
  stateOf(socket).beforeClose = () => {
    const now = statFile(file);
    if (now !== null && isSameFile(bound, now)) remove(file);
  };
};
