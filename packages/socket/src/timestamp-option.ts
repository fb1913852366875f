// The option that makes the kernel stamp messages which a socket receives, and the room that its stamps need in a message.
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
  checkBoolean,
  checkOptionNames,
  controlSpace,
  getsockopt,
  setsockopt,
  unsupportedError,
} from '@fdset/posix';
import { requireFd } from './socket-state.js';
import type { SocketState } from './socket-state.js';

/** Options of `setTimestamps`. */
export interface TimestampOptions {
  /**
   * Whether to also deliver stamps of the network card, if it makes any. A privileged program must have switched them on
   * (SIOCSHWTSTAMP, `hwstamp_ctl`). Default false.
   */
  hardware?: boolean | undefined;
}

/** A timespec has two words of 64 bits, and struct scm_timestamping has three timespecs. */
const TIMESPEC_BYTES = 16;
const TIMESTAMPING_BYTES = 3 * TIMESPEC_BYTES;

/**
 * Switches the time stamps of a socket on or off.
 * @throws {TypeError} ERR_FDSET_UNSUPPORTED if the kernel does not stamp messages of such a socket
 */
export const setTimestamps = (state: SocketState, how: boolean | TimestampOptions): void => {
  const options = readOptions(how);
  if (options !== null) requireSupport(state, options);
  const wanted = options === null ? 0 : flagsFor(state, options);
  const fd = requireFd(state);
  // Both options are set, because with both switched on every message would have its stamp twice.
  for (const [option, value] of [
    [SO_TIMESTAMPNS, options !== null && wanted === 0 ? 1 : 0],
    [SO_TIMESTAMPING, wanted],
  ] as const)
    if (option >= 0) setsockopt(fd, SOL_SOCKET, option, value);
  state.stampRoom = null;
};

const readOptions = (how: unknown): TimestampOptions | null => {
  if (typeof how === 'boolean') return how ? {} : null;
  if (typeof how !== 'object' || how === null || Array.isArray(how))
    throw argTypeError('the time stamps must be true, false or an object of options');
  checkOptionNames(how, ['hardware'], 'setTimestamps');
  const { hardware = false } = how as TimestampOptions;
  return { hardware: checkBoolean(hardware, 'hardware') };
};

const requireSupport = (state: SocketState, options: TimestampOptions): void => {
  if (SO_TIMESTAMPNS < 0 || SO_TIMESTAMPING < 0) throw unsupportedError('SO_TIMESTAMPNS');
  if (state.family !== AF_UNIX) return;
  const lacking = state.type === SOCK_STREAM ? 'time stamps on Unix streams' : undefined;
  const what = lacking ?? (options.hardware === true ? 'hardware stamps on Unix sockets' : null);
  if (what !== null) throw argTypeError(`the kernel has no ${what}`, 'ERR_FDSET_UNSUPPORTED');
};

/** The flags of SO_TIMESTAMPING, or 0 if SO_TIMESTAMPNS is enough. */
const flagsFor = ({ type }: SocketState, { hardware = false }: TimestampOptions): number => {
  if (type !== SOCK_STREAM && !hardware) return 0;
  const software = SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE;
  if (!hardware) return software;
  return software | SOF_TIMESTAMPING_RX_HARDWARE | SOF_TIMESTAMPING_RAW_HARDWARE;
};

/** The room in a message for the socket's stamps, in bytes. */
export const stampRoomOf = (state: SocketState): number => {
  // The kernel is asked once, because an accepted socket inherits its listener's options and a foreign descriptor may have any.
  state.stampRoom ??= askStampRoom(requireFd(state));
  return state.stampRoom;
};

const askStampRoom = (fd: number): number =>
  (isOn(fd, SO_TIMESTAMPNS) ? controlSpace(TIMESPEC_BYTES) : 0) +
  (isOn(fd, SO_TIMESTAMPING) ? controlSpace(TIMESTAMPING_BYTES) : 0);

const isOn = (fd: number, option: number): boolean =>
  option >= 0 && getsockopt(fd, SOL_SOCKET, option) !== 0;
