// Which option makes the kernel stamp what a socket receives, and the room that its stamps need in a
// message.
import {
  AF_UNIX,
  SOCK_STREAM,
  SOF_TIMESTAMPING_RAW_HARDWARE,
  SOF_TIMESTAMPING_RX_HARDWARE,
  SOF_TIMESTAMPING_RX_SOFTWARE,
  SOF_TIMESTAMPING_SOFTWARE,
  SOL_SOCKET,
  SO_TIMESTAMPING,
  SO_TIMESTAMPNS,
  argTypeError,
  checkOptionNames,
  controlSpace,
  getsockopt,
  setsockopt,
  unsupportedError,
} from '@fdset/posix';
import { requireFd } from './socket-state.js';
import type { SocketState } from './socket-state.js';

/** What `setTimestamps` asks the kernel for. */
export interface TimestampOptions {
  /**
   * Stamps of the network card as well, where it takes any: somebody with the right to must have
   * switched them on (SIOCSHWTSTAMP, `hwstamp_ctl`). Default false.
   */
  hardware?: boolean | undefined;
}

/** A timespec of two words of 64 bits; and struct scm_timestamping, which has three. */
const TIMESPEC_BYTES = 16;
const TIMESTAMPING_BYTES = 3 * TIMESPEC_BYTES;

/**
 * Switches the stamps of a socket on or off.
 * @throws {TypeError} ERR_FDSET_UNSUPPORTED where the kernel stamps nothing
 */
export const setTimestamps = (state: SocketState, how: boolean | TimestampOptions): void => {
  const options = checkOptions(how);
  if (options !== null) requireSupport(state, options);
  const wanted = options === null ? 0 : flagsFor(state, options);
  const fd = requireFd(state);
  // Both are set, each to what it should be: with both on every message carries its stamp twice.
  for (const [option, value] of [
    [SO_TIMESTAMPNS, options !== null && wanted === 0 ? 1 : 0],
    [SO_TIMESTAMPING, wanted],
  ] as const)
    if (option >= 0) setsockopt(fd, SOL_SOCKET, option, value);
  state.stampRoom = null;
};

const checkOptions = (how: unknown): TimestampOptions | null => {
  if (typeof how === 'boolean') return how ? {} : null;
  if (typeof how !== 'object' || how === null || Array.isArray(how))
    throw argTypeError('the time stamps must be true, false or an object of options');
  checkOptionNames(how, ['hardware'], 'setTimestamps');
  const { hardware = false } = how as TimestampOptions;
  if (typeof hardware === 'boolean') return { hardware };
  throw argTypeError(`hardware must be a boolean, not ${typeof hardware}`);
};

const requireSupport = (state: SocketState, options: TimestampOptions): void => {
  if (SO_TIMESTAMPNS < 0 || SO_TIMESTAMPING < 0) throw unsupportedError('SO_TIMESTAMPNS');
  if (state.family !== AF_UNIX) return;
  const lacking = state.type === SOCK_STREAM ? 'time stamps on Unix streams' : undefined;
  const what = lacking ?? (options.hardware === true ? 'hardware stamps on Unix sockets' : null);
  if (what !== null) throw argTypeError(`the kernel has no ${what}`, 'ERR_FDSET_UNSUPPORTED');
};

/** The flags of SO_TIMESTAMPING; 0 where SO_TIMESTAMPNS does. */
const flagsFor = ({ type }: SocketState, { hardware = false }: TimestampOptions): number => {
  if (type !== SOCK_STREAM && !hardware) return 0;
  const software = SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE;
  if (!hardware) return software;
  return software | SOF_TIMESTAMPING_RX_HARDWARE | SOF_TIMESTAMPING_RAW_HARDWARE;
};

/** Room in a message for the stamps that the socket asked for, in bytes. */
export const stampRoomOf = (state: SocketState): number => {
  // Asked once: an accepted socket has its listener's options, a descriptor may come with its own.
  state.stampRoom ??= askStampRoom(requireFd(state));
  return state.stampRoom;
};

const askStampRoom = (fd: number): number =>
  (isOn(fd, SO_TIMESTAMPNS) ? controlSpace(TIMESPEC_BYTES) : 0) +
  (isOn(fd, SO_TIMESTAMPING) ? controlSpace(TIMESTAMPING_BYTES) : 0);

const isOn = (fd: number, option: number): boolean =>
  option >= 0 && getsockopt(fd, SOL_SOCKET, option) !== 0;
