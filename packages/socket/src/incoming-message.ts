// How a message is received: its options, read once, and the room for what comes beside its bytes.
// verbs/recvmsg.ts receives it.
import { AF_UNIX, SOL_SOCKET, SO_PASSCRED } from '@fdset/posix';
import { checkOptionNames, controlSpace, getsockopt } from '@fdset/posix';
import type { ReceiveMessageOptions } from '@fdset/posix';
import { checkByteCount } from './arguments.js';
import { requireFd } from './socket-state.js';
import type { SocketState } from './socket-state.js';
import { stampRoomOf } from './timestamp-option.js';

// struct ucred: three ints.
const CREDENTIALS_BYTES = 12;
const FD_BYTES = 4;
// Linux passes 253 with one message (SCM_MAX_FD), macOS 512: room for more would stay empty.
const MOST_FDS = 512;

/** How to receive a message. */
export interface RecvmsgOptions {
  /**
   * How many descriptors may come along (AF_UNIX); default 0: they are closed, as are those beyond,
   * and `flags` has MSG_CTRUNC. Whoever asks for them has to close them, whatever the peer sends.
   */
  maxFds?: number | undefined;
  /**
   * Room for control messages of any kind, in bytes (`controlSpace`), in addition to that of `maxFds`;
   * default 0. Time stamps that are on (`setTimestamps`) have theirs as well, which lets no further
   * descriptor in.
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
const ALIKE = [['maxFds', 'fds']];

/** How to receive a message, as the system call takes it: nothing is left open. */
export type Incoming = Record<keyof ReceiveMessageOptions, number>;

/** The options as the system call takes them; nothing of the caller's runs any more. */
export const toIncoming = (state: SocketState, options: RecvmsgOptions): Incoming => {
  checkOptionNames(options, OPTIONS, 'recvmsg', ALIKE);
  const { controlBytes = 0, maxFds = 0, flags = 0 } = options;
  const fdsBytes = maxFds === 0 ? 0 : roomForFds(state, checkByteCount(maxFds, 'maxFds'));
  checkByteCount(controlBytes, 'controlBytes');
  return { controlBytes: controlBytes + fdsBytes, flags, stampBytes: stampRoomOf(state) };
};

// Not CMSG_SPACE, whose padding would let one descriptor more through than was asked for.
const roomForFds = (state: SocketState, count: number): number =>
  controlSpace(0) + FD_BYTES * Math.min(count, MOST_FDS) + credentialsRoom(state);

// With SO_PASSCRED the kernel puts the sender's credentials first, into the descriptors' room.
const credentialsRoom = (state: SocketState): number => {
  if (state.family !== AF_UNIX || SO_PASSCRED < 0) return 0;
  const isOn = getsockopt(requireFd(state), SOL_SOCKET, SO_PASSCRED) !== 0;
  return isOn ? controlSpace(CREDENTIALS_BYTES) : 0;
};
