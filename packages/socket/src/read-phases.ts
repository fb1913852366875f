// Divides one read into phases by the kernel's time stamp of its message: waiting for data, wake-up, copying.
// verbs/recv-phases.ts makes the read.
import { CLOCK_REALTIME, argTypeError, clockGettimeNs, rangeError } from '@fdset/posix';
import type { Address, StampedReceive } from '@fdset/posix';

// The latest time of the kernel's clocks.
const LATEST_NS = 2n ** 63n - 1n;

/** The three consecutive phases of one read, from its call to its end. */
export interface ReadPhases {
  /** When the read was called, in ns since the epoch (CLOCK_REALTIME). */
  startedNs: bigint;
  /**
   * When the kernel received the message, by the same clock. It is before `startedNs` if the message was there
   * already, and null if the message has no stamp: see {@link Socket.setTimestamps}.
   */
  arrivedNs: bigint | null;
  /** When this thread ran again and made the system call that received the message. */
  runningNs: bigint;
  /** Waiting for data: from the call to the arrival, 0 if the message was there already; null without a stamp. */
  waitingNs: number | null;
  /** Wake-up: from the arrival (or the call, if that was later) until the thread ran; null without a stamp. */
  wakeUpNs: number | null;
  /** Copying: the time of the system call that received the ready message. */
  copyingNs: number;
}

/** Options of a read in phases. */
export interface ReadPhasesOptions {
  /**
   * When the wait began, by `clockGettimeNs(CLOCK_REALTIME)`, in ns since the epoch (0 to 2^63 - 1). Set it if a selector or
   * earlier tries did the waiting. Default: now.
   */
  startedNs?: bigint | undefined;
  /** MSG_* flags; default 0. MSG_WAITALL has no effect: the phases are those of one receive. */
  flags?: number | undefined;
}

/** The result of a read into a buffer. */
export interface PhasedBytes<A extends Address = Address> extends ReadPhases {
  bytesReceived: number;
  /** MSG_TRUNC means that the datagram was longer. */
  flags: number;
  /** The sender; null on a connection. */
  address: A | null;
}

/** The result of a read. */
export interface PhasedMessage<A extends Address = Address> extends Omit<
  PhasedBytes<A>,
  'bytesReceived'
> {
  data: Buffer;
}

/** The beginning of the wait: `startedNs` of the options, or now. */
export const startOf = ({ startedNs }: ReadPhasesOptions): bigint => {
  if (startedNs === undefined) return clockGettimeNs(CLOCK_REALTIME);
  if (typeof startedNs !== 'bigint')
    throw argTypeError(`startedNs must be a bigint, not ${typeof startedNs}`);
  if (startedNs >= 0n && startedNs <= LATEST_NS) return startedNs;
  throw rangeError(`startedNs must be from 0 to ${LATEST_NS}, not ${startedNs}`);
};

/** The phases of a read that was called at `startedNs`. */
export const toPhases = (startedNs: bigint, received: StampedReceive): PhasedBytes => {
  const { bytesReceived, flags, address, calledNs: runningNs, copyingNs } = received;
  const arrivedNs = arrivalOf(received);
  const phases = { bytesReceived, flags, address, startedNs, arrivedNs, runningNs, copyingNs };
  if (arrivedNs === null) return { ...phases, waitingNs: null, wakeUpNs: null };
  const waitedUntil = arrivedNs > startedNs ? arrivedNs : startedNs;
  return {
    ...phases,
    waitingNs: Number(waitedUntil - startedNs),
    // The difference may be negative: data may arrive between reading the clock and the receive, and the clock may be set.
    wakeUpNs: Math.max(0, Number(runningNs - waitedUntil)),
  };
};

// A message may have come before stamps were switched on. SO_TIMESTAMPNS stamps it at the receive itself, which does not tell
// its arrival. SO_TIMESTAMPING leaves it without a stamp, so its stamps after the call belong to data that came during the
// call.
const arrivalOf = ({ softwareNs, timestampNs, calledNs }: StampedReceive): bigint | null => {
  if (softwareNs !== null) return softwareNs;
  return timestampNs === null || timestampNs > calledNs ? null : timestampNs;
};
