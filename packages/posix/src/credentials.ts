// The process, user and group of a Unix peer.
import { checkOptions, checkWhole } from './arguments.js';
import { SO_PEERCRED, SOL_SOCKET } from './constants.js';
import { getsockoptBytes } from './sockopt.js';

const MAX_ID = 0xffffffff;

/** A process with its user and group, which the kernel guarantees. */
export interface Credentials {
  pid: number;
  uid: number;
  gid: number;
}

export function decodeCredentials(bytes: Uint8Array): Credentials {
  const words = new Uint32Array(Uint8Array.from(bytes).buffer, 0, 3);
  return { pid: words[0] ?? 0, uid: words[1] ?? 0, gid: words[2] ?? 0 };
}

/** Throws TypeError `ERR_FDSET_INVALID_ARG_TYPE`, RangeError `ERR_FDSET_OUT_OF_RANGE`. */
export function encodeCredentials(credentials: Credentials): Uint8Array {
  const { pid, uid, gid } = checkOptions(credentials);
  checkWhole(pid, 'pid', MAX_ID);
  checkWhole(uid, 'uid', MAX_ID);
  checkWhole(gid, 'gid', MAX_ID);
  return new Uint8Array(Uint32Array.of(pid, uid, gid).buffer);
}

/**
 * The credentials of a Unix peer when it connected (or made the pair).
 *
 * Linux. Source: unix(7), SO_PEERCRED.
 */
export function getPeerCredentials(fd: number): Credentials {
  return decodeCredentials(getsockoptBytes(fd, SOL_SOCKET, SO_PEERCRED, 12));
}
