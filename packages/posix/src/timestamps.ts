// When messages arrive, as the kernel stamps them, and the clocks to hold those stamps against.
// timestamps.c has the system calls; message.ts hands over the control messages.
import { addon } from './addon.js';
import { type Address, decodeAddress, scratchBlock } from './address.js';
import { checkBytes, restOf } from './arguments.js';
import { checkOrWouldBlock, checkValue } from './check.js';
import { withoutWaiting } from './message-flags.js';
import { decodeTimespecNs, isTimespecLength } from './option-values.js';

/** The stamps of one message, in ns; null where that kind was not taken. */
export interface Timestamps {
  /** By the kernel's CLOCK_REALTIME: since the epoch. */
  softwareNs: bigint | null;
  /** By the network card's own clock, which need not be the epoch's. */
  hardwareNs: bigint | null;
}

/** What {@link tryRecvStamped} received. */
export interface StampedReceive extends Timestamps {
  bytesReceived: number;
  /** MSG_TRUNC: the datagram was longer. */
  flags: number;
  address: Address | null;
  /** CLOCK_REALTIME right before the system call, in ns since the epoch. */
  calledNs: bigint;
  /** How long the system call took, in ns of CLOCK_MONOTONIC. */
  copyingNs: number;
  /**
   * The stamp of SO_TIMESTAMPNS, in ns since the epoch; null without one. A message that arrived before
   * the kernel took stamps has that of its reception, later than `calledNs`. `softwareNs` and
   * `hardwareNs` are those of SO_TIMESTAMPING.
   */
  timestampNs: bigint | null;
}

// The order of struct Stamps in timestamps.c. One per thread is enough: see scratchBlock.
const scratchStamps = new BigInt64Array(6);

// struct scm_timestamping has three times: software, one that is no longer used, hardware.
const TIMES = 3;
const HARDWARE = 2;

/**
 * Reads a clock, CLOCK_REALTIME or another CLOCK_*, in ns.
 *
 * Source: clock_gettime(2).
 * @throws SocketError `EINVAL` for a clock that the platform lacks.
 */
export function clockGettimeNs(clock: number): bigint {
  return checkValue<bigint>(addon.clockGettime(clock), 'clock_gettime');
}

const stampOrNull = (ns = 0n): bigint | null => (ns === 0n ? null : ns);

// Taken once: it is read before and after waits.
const readMonotonicMs = addon.monotonicMs;

/**
 * CLOCK_MONOTONIC in ms, as the kernel has it: unlike `performance.now()`, nobody in the process can
 * stop or replace it, as test runners do.
 *
 * Source: clock_gettime(2), CPython's `time.monotonic`.
 */
export function monotonicMs(): number {
  return readMonotonicMs();
}

/**
 * A struct scm_timestamping, the data of SCM_TIMESTAMPING; one that was cut off has no stamps.
 *
 * Source: Documentation/networking/timestamping.rst of Linux, 2.1.
 */
export function decodeTimestamps(data: Uint8Array): Timestamps {
  const size = Math.floor(checkBytes(data, 'the time stamps').length / TIMES);
  if (!isTimespecLength(size)) return { softwareNs: null, hardwareNs: null };
  const timeAt = (index: number): bigint | null =>
    stampOrNull(decodeTimespecNs(data.subarray(index * size, (index + 1) * size)));
  return { softwareNs: timeAt(0), hardwareNs: timeAt(HARDWARE) };
}

/** Adds the stamps of SO_TIMESTAMPING to a message. */
export function takeTimestamps(
  message: { timestampNs?: bigint; timestamps?: Timestamps },
  data: Uint8Array,
): void {
  // Of one that was cut off a half would pass for the narrow form.
  if (data.length !== TIMES * addon.TIMESPEC_BYTES) return;
  message.timestamps = decodeTimestamps(data);
  const { softwareNs } = message.timestamps;
  if (softwareNs !== null) message.timestampNs = softwareNs;
}

/**
 * Receives into a buffer and tells when the kernel had it (null when the socket has no time stamps
 * on, or this message none), when the call was made and how long it took. Never waits: null when
 * nothing is there. Descriptors that were sent along are closed, as `recv` does.
 *
 * Source: recvmsg(2).
 */
export function tryRecvStamped(
  fd: number,
  buffer: Uint8Array,
  offset = 0,
  length = restOf(buffer, offset),
  flags = 0,
): StampedReceive | null {
  const span = [fd, buffer, offset, length] as const;
  const result = addon.recvStamped(...span, withoutWaiting(flags), scratchBlock, scratchStamps);
  const bytesReceived = checkOrWouldBlock(result, 'recvmsg');
  if (bytesReceived < 0) return null;
  return {
    bytesReceived,
    flags: Number(scratchStamps[5]),
    address: decodeAddress(),
    calledNs: scratchStamps[0] ?? 0n,
    copyingNs: Number(scratchStamps[1]),
    timestampNs: stampOrNull(scratchStamps[2]),
    softwareNs: stampOrNull(scratchStamps[3]),
    hardwareNs: stampOrNull(scratchStamps[4]),
  };
}
