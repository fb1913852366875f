// Reads the options of a message into new objects once. The caller's getters, iterators and `fileno()` run here, before the
// socket's descriptor is read. verbs/sendmsg.ts sends the message.
import {
  AF_UNIX,
  argTypeError,
  checkList,
  checkMessageFlags,
  checkOptionNames,
  checkOptions,
} from '@fdset/posix';
import type { Address, ControlMessage, Credentials, DescriptorLike } from '@fdset/posix';
import { toDescriptor } from './arguments.js';
import { resolveAddress } from './resolve-address.js';
import { isSocket, stateOf } from './socket-inside.js';
import type { SocketState } from './socket-state.js';

/** The address, the control messages and the flags of a message. */
export interface SendmsgOptions<A extends Address = Address> {
  /** The receiver; not for connected sockets. */
  address?: A | undefined;
  /** Descriptors to pass (AF_UNIX); they stay open in this process. */
  fds?: readonly DescriptorLike[] | undefined;
  /** Credentials to send (AF_UNIX); the kernel checks them. */
  credentials?: Credentials | undefined;
  /** Any other control messages. */
  control?: readonly ControlMessage[] | undefined;
  /** MSG_* flags; default 0. */
  flags?: number | undefined;
}

/** The options as sendmsg takes them, with plain descriptors and a numeric address. */
interface OutgoingOptions {
  address?: Address;
  fds?: readonly number[];
  credentials?: Credentials;
  control?: readonly ControlMessage[];
  flags?: number;
}

const OPTIONS = [
  'address',
  'fds',
  'credentials',
  'control',
  'flags',
] as const satisfies readonly (keyof SendmsgOptions)[];

/**
 * Converts the options to those of the system call.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE; ERR_FDSET_UNSUPPORTED for descriptors that cannot be passed
 */
export const toOutgoing = (state: SocketState, options: SendmsgOptions): OutgoingOptions => {
  checkOptionNames(options, OPTIONS, 'sendmsg');
  const { address, fds, credentials, control, flags = 0 } = options;
  return {
    flags: checkMessageFlags(flags),
    ...(address === undefined ? {} : { address: resolveAddress(state, address) }),
    ...(credentials === undefined ? {} : { credentials: readCredentials(credentials) }),
    ...(control === undefined ? {} : { control: checkList(control, 'control').map(readControl) }),
    ...(fds === undefined ? {} : { fds: toPass(state, checkList(fds, 'fds')) }),
  };
};

// The kernel accepts descriptors on a socket of another family, and silently drops them.
const toPass = ({ family }: SocketState, files: readonly DescriptorLike[]): number[] => {
  if (files.length > 0 && family !== AF_UNIX)
    throw argTypeError(
      'descriptors can be passed by AF_UNIX sockets only',
      'ERR_FDSET_UNSUPPORTED',
    );
  return toDescriptors(files);
};

const readCredentials = (credentials: Credentials): Credentials => {
  const { pid, uid, gid } = checkOptions(credentials);
  return { pid, uid, gid };
};

const readControl = (message: ControlMessage): ControlMessage => {
  const { level, type, data } = checkOptions(message);
  return { level, type, data };
};

// Sockets are read last, because reading them runs none of the caller's code. Such code could close a socket whose number was
// read before, and the number could then mean another file when it is passed.
const toDescriptors = (files: readonly DescriptorLike[]): number[] => {
  const numbers = files.map((file) => (isSocket(file) ? -1 : toDescriptor(file)));
  return files.map((file, index) =>
    isSocket(file) ? toDescriptor({ fd: stateOf(file as object).fd }) : (numbers[index] as number),
  );
};
