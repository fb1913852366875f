// What a message takes along, read once into objects of our own: getters, iterators and `fileno()` of
// the caller's run here, before the socket's descriptor is looked at. verbs/sendmsg.ts sends it.
import { AF_UNIX, argTypeError, checkOptionNames } from '@fdset/posix';
import type { Address, ControlMessage, Credentials } from '@fdset/posix';
import { checkFlags, checkList, checkOptions, toDescriptor } from './arguments.js';
import type { DescriptorLike } from './arguments.js';
import { resolveAddress } from './resolve-address.js';
import { isSocket, stateOf } from './socket-inside.js';
import type { SocketState } from './socket-state.js';

/** What may travel beside the bytes. */
export interface SendmsgOptions<A extends Address = Address> {
  /** Where to; not for connected sockets. */
  address?: A | undefined;
  /** Descriptors to pass (AF_UNIX); they stay open here. */
  fds?: readonly DescriptorLike[] | undefined;
  /** Credentials to claim (AF_UNIX); the kernel checks them. */
  credentials?: Credentials | undefined;
  /** Any other control messages. */
  control?: readonly ControlMessage[] | undefined;
  /** MSG_* flags; default 0. */
  flags?: number | undefined;
}

/** What sendmsg takes, with plain descriptors and a numeric address. */
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
 * The options as the system call takes them.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE; ERR_FDSET_UNSUPPORTED for descriptors that cannot be passed
 */
export const toOutgoing = (state: SocketState, options: SendmsgOptions): OutgoingOptions => {
  checkOptionNames(options, OPTIONS, 'sendmsg');
  const { address, fds, credentials, control, flags = 0 } = options;
  return {
    flags: checkFlags(flags),
    ...(address === undefined ? {} : { address: resolveAddress(state, address) }),
    ...(credentials === undefined ? {} : { credentials: readCredentials(credentials) }),
    ...(control === undefined ? {} : { control: checkList(control, 'control').map(readControl) }),
    ...(fds === undefined ? {} : { fds: toPass(state, checkList(fds, 'fds')) }),
  };
};

// The kernel takes them from a socket of another family, and drops them without a word.
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

// Sockets last: reading theirs runs no code that could close another one, whose number would then be
// somebody else's when it is passed on.
const toDescriptors = (files: readonly DescriptorLike[]): number[] => {
  const numbers = files.map((file) => (isSocket(file) ? -1 : toDescriptor(file)));
  return files.map((file, index) =>
    isSocket(file) ? toDescriptor({ fd: stateOf(file as object).fd }) : (numbers[index] as number),
  );
};
