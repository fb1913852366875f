// The kernel's time stamps of messages, and the clocks to compare them with. native/timestamps.c has the system calls, and
// message.ts passes the control messages.
import { addon } from './addon.js';
import { type Address, decodeAddress, scratchBlock } from './address.js';
import { checkBytes, restOf } from './arguments.js';
import { checkOrWouldBlock, checkValue } from './check.js';
import { withoutWaiting } from './message-flags.js';
import { decodeTimespecNs, isTimespecLength } from './option-values.js';

/** The stamps of one message, in ns; null for a kind of stamp that was not taken. */
export interface Timestamps {
  /** The stamp of the kernel's CLOCK_REALTIME, since the epoch. */
  softwareNs: bigint | null;
  /** The stamp of the network card's own clock, which need not begin at the epoch. */
  hardwareNs: bigint | null;
}

/** The result of {@link tryRecvStamped}. */
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
   * The stamp of SO_TIMESTAMPNS, in ns since the epoch; null without one. If a message arrived before the kernel took stamps,
   * this is the time of its reception, which is later than `calledNs`. `softwareNs` and `hardwareNs` are the stamps of
   * SO_TIMESTAMPING.
   */
  timestampNs: bigint | null;
}

// It has the order of struct Stamps in timestamps.c. One per thread is enough: see scratchBlock.
const scratchStamps = new BigInt64Array(6);

// struct scm_timestamping has three times: software, an unused one, hardware.
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

// This is a local constant, because it is called before and after every wait.
const readMonotonicMs = addon.monotonicMs;

/**
 * The kernel's CLOCK_MONOTONIC in ms. Unlike `performance.now()`, no code in the process can stop or replace it, as test runners
 * do.
 *
 * Source: clock_gettime(2), CPython's `time.monotonic`.
 */
export function monotonicMs(): number {
  return readMonotonicMs();
}

/**
 * Decodes a struct scm_timestamping, the data of SCM_TIMESTAMPING; one that was cut off has no stamps.
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
  // A structure that was cut off could have the length of the narrow form.
  if (data.length !== TIMES * addon.TIMESPEC_BYTES) return;
  message.timestamps = decodeTimestamps(data);
  const { softwareNs } = message.timestamps;
  if (softwareNs !== null) message.timestampNs = softwareNs;
}

/**
 * Receives a message into a buffer, and returns the kernel's time stamps (null if they are switched off, or the message has
 * none), the time of the call, and its duration. It never waits, and returns null when there is no message. Like `recv` it
 * closes descriptors that were sent with the message.
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
