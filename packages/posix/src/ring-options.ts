// The options of a ring, and which numbers it takes.
import { checkOptions, checkWhole } from './arguments.js';
import { checkOptionNames } from './check-option-names.js';
import { MSG_DONTROUTE, MSG_EOR, MSG_MORE, MSG_OOB, MSG_PEEK } from './constants.js';
import { argTypeError, rangeError } from './misuse.js';

/** Options of {@link Ring}. */
export interface RingOptions {
  /** How many submissions the kernel takes with one system call, 1 to 32768, rounded up to a power of two; default 1024. */
  readonly entries?: number | undefined;
  /** The memory that receives land in, a multiple of 256 KiB, at most 1 GiB; default 4 MiB. */
  readonly bufferBytes?: number | undefined;
  /**
   * When the kernel does its part of an operation that has waited. `deferred` (default): within `submit` and `drain`. `fileno()` is
   * then readable when there is something to do, and the bytes of a receive may still be in their socket. `immediate`: as soon as it
   * can, for which it interrupts this thread. `fileno()` is then readable when the bytes are in `memory`. Such a ring takes no
   * sends, and its cancelled operations may complete after the call that cancels them.
   */
  readonly taskWork?: 'deferred' | 'immediate' | undefined;
}

/** The options with their defaults. */
interface CheckedRingOptions {
  readonly entries: number;
  readonly bufferBytes: number;
  readonly isDeferred: boolean;
}

const BUFFER_UNIT = 1 << 18;
const MAX_BUFFER_BYTES = 1 << 30;
const MAX_ENTRIES = 32768;
const MAX_INT = 2 ** 31 - 1;
const RECV_FLAGS = MSG_PEEK | MSG_OOB;
const SEND_FLAGS = MSG_OOB | MSG_MORE | MSG_DONTROUTE | MSG_EOR;

export function checkRingOptions(options: RingOptions): CheckedRingOptions {
  checkOptionNames(options, ['entries', 'bufferBytes', 'taskWork'], 'Ring');
  const { entries = 1024, bufferBytes = 4 << 20, taskWork = 'deferred' } = checkOptions(options);
  checkWhole(entries, 'entries', MAX_ENTRIES, 1);
  checkWhole(bufferBytes, 'bufferBytes', MAX_BUFFER_BYTES, BUFFER_UNIT);
  if (bufferBytes % BUFFER_UNIT !== 0)
    throw rangeError(`bufferBytes must be a multiple of ${BUFFER_UNIT}, not ${bufferBytes}`);
  if (taskWork !== 'deferred' && taskWork !== 'immediate')
    throw argTypeError("taskWork must be 'deferred' or 'immediate'");
  return { entries, bufferBytes, isDeferred: taskWork === 'deferred' };
}

export function checkReceive(maxBytes: number, flags: number): void {
  checkWhole(maxBytes, 'maxBytes', MAX_INT, 1);
  checkFlags(flags, RECV_FLAGS);
}

export function checkSendFlags(flags: number): void {
  checkFlags(flags, SEND_FLAGS);
}

// MSG_WAITALL would keep memory of the ring, and MSG_DONTWAIT is not what a ring is for.
function checkFlags(flags: number, allowed: number): void {
  checkWhole(flags, 'flags', MAX_INT);
  if ((flags & ~allowed) !== 0)
    throw rangeError(`a ring cannot do MSG_* flags ${flags & ~allowed}`);
}
