// The options of receiving a message, read once, and the room for its control messages. verbs/recvmsg.ts receives it.
import { AF_UNIX, SOL_SOCKET, SO_PASSCRED } from '@fdset/posix';
import { checkOptionNames, controlSpace, getsockopt } from '@fdset/posix';
import type { ReceiveMessageOptions } from '@fdset/posix';
import { checkByteCount } from './arguments.js';
import { requireFd } from './socket-state.js';
import type { SocketState } from './socket-state.js';
import { stampRoomOf } from './timestamp-option.js';

// struct ucred has three ints.
const CREDENTIALS_BYTES = 12;
const FD_BYTES = 4;
// Linux passes at most 253 descriptors with one message (SCM_MAX_FD), macOS 512, so more room would stay empty.
const MOST_FDS = 512;

/** How to receive a message. */
export interface RecvmsgOptions {
  /**
   * How many descriptors to receive with the message (AF_UNIX); default 0. Further ones are closed, and `flags` has
   * MSG_CTRUNC. The caller must close all that it receives, whatever the peer sends.
   */
  maxFds?: number | undefined;
  /**
   * The room for control messages of any kind, in bytes (`controlSpace`), in addition to the room of `maxFds`;
   * default 0. Time stamps that are switched on (`setTimestamps`) have their own room, which admits no further
   * descriptor.
   */
  controlBytes?: number | undefined;
  /** MSG_* flags; default 0. */
  flags?: number | undefined;
}

const OPTIONS = [
  'maxFds',
  'controlBytes',
  'flags',
] as const satisfies readonly (keyof RecvmsgOptions)[];
const OPTION_SYNONYMS = [['maxFds', 'fds']];

/** The complete options as the system call takes them. */
export type Incoming = Record<keyof ReceiveMessageOptions, number>;

/** Reads the caller's options, so that none of the caller's code runs any more. */
export const toIncoming = (state: SocketState, options: RecvmsgOptions): Incoming => {
  checkOptionNames(options, OPTIONS, 'recvmsg', OPTION_SYNONYMS);
  const { controlBytes = 0, maxFds = 0, flags = 0 } = options;
  const fdsBytes = maxFds === 0 ? 0 : roomForFds(state, checkByteCount(maxFds, 'maxFds'));
  checkByteCount(controlBytes, 'controlBytes');
  return { controlBytes: controlBytes + fdsBytes, flags, stampBytes: stampRoomOf(state) };
};

// This does not use CMSG_SPACE, whose padding would let through one descriptor more than requested.
const roomForFds = (state: SocketState, count: number): number =>
  controlSpace(0) + FD_BYTES * Math.min(count, MOST_FDS) + credentialsRoom(state);

// With SO_PASSCRED the kernel puts the sender's credentials first, which would take the room of the descriptors.
const credentialsRoom = (state: SocketState): number => {
  if (state.family !== AF_UNIX || SO_PASSCRED < 0) return 0;
  const isOn = getsockopt(requireFd(state), SOL_SOCKET, SO_PASSCRED) !== 0;
  return isOn ? controlSpace(CREDENTIALS_BYTES) : 0;
};
