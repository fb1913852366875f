// The options of a ring, and which numbers it takes.
import { checkOptions, checkWhole } from './arguments.js';
import { checkOptionNames } from './check-option-names.js';
import { MSG_DONTROUTE, MSG_EOR, MSG_MORE, MSG_OOB, MSG_PEEK } from './constants.js';
import { rangeError } from './misuse.js';

/** Options of {@link Ring}. */
export interface RingOptions {
  /** How many submissions the kernel takes with one system call, 1 to 32768, rounded up to a power of two; default 1024. */
  readonly entries?: number | undefined;
  /** The memory that receives land in, a multiple of 256 KiB, at most 1 GiB; default 4 MiB. */
  readonly bufferBytes?: number | undefined;
}

const BUFFER_UNIT = 1 << 18;
const MAX_BUFFER_BYTES = 1 << 30;
const MAX_ENTRIES = 32768;
const MAX_INT = 2 ** 31 - 1;
const RECV_FLAGS = MSG_PEEK | MSG_OOB;
const SEND_FLAGS = MSG_OOB | MSG_MORE | MSG_DONTROUTE | MSG_EOR;

/** The options with their defaults. */
export function checkRingOptions(options: RingOptions): { entries: number; bufferBytes: number } {
  checkOptionNames(options, ['entries', 'bufferBytes'], 'Ring');
  const { entries = 1024, bufferBytes = 4 << 20 } = checkOptions(options);
  checkWhole(entries, 'entries', MAX_ENTRIES, 1);
  checkWhole(bufferBytes, 'bufferBytes', MAX_BUFFER_BYTES, BUFFER_UNIT);
  if (bufferBytes % BUFFER_UNIT !== 0)
    throw rangeError(`bufferBytes must be a multiple of ${BUFFER_UNIT}, not ${bufferBytes}`);
  return { entries, bufferBytes };
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
