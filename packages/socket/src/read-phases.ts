// One read, taken apart by the kernel's stamp of its message: waiting for data, wake-up, copying.
// verbs/recv-phases.ts makes the read.
import { CLOCK_REALTIME, argTypeError, clockGettimeNs, rangeError } from '@fdset/posix';
import type { Address, StampedReceive } from '@fdset/posix';

// What the kernel's clocks can say.
const LATEST_NS = 2n ** 63n - 1n;

/** The three phases of one read, which follow one another from its call to its end. */
export interface ReadPhases {
  /** When the read was called for, in ns since the epoch (CLOCK_REALTIME). */
  startedNs: bigint;
  /**
   * When the kernel received the message, by the same clock; before `startedNs` when it was there
   * already. Null when the message has no stamp: see {@link Socket.setTimestamps}.
   */
  arrivedNs: bigint | null;
  /** When this thread, running again, made the system call that received it. */
  runningNs: bigint;
  /** Waiting for data: from the call to the arrival, 0 when it was there; null without a stamp. */
  waitingNs: number | null;
  /** Wake-up: from the arrival (or the call, if that was later) to the thread running. */
  wakeUpNs: number | null;
  /** Copying: how long the system call took that received what was ready. */
  copyingNs: number;
}

/** How to read in phases. */
export interface ReadPhasesOptions {
  /**
   * When the wait began, in ns since the epoch (0 to 2^63 - 1), by `clockGettimeNs(CLOCK_REALTIME)`, where somebody else did the waiting: a
   * selector, or earlier tries. Default: now.
   */
  startedNs?: bigint | undefined;
  /** MSG_* flags; default 0. MSG_WAITALL has no effect: the phases are those of one receive. */
  flags?: number | undefined;
}

/** What was read, by number. */
export interface PhasedBytes<A extends Address = Address> extends ReadPhases {
  bytesReceived: number;
  /** MSG_TRUNC: the datagram was longer. */
  flags: number;
  /** The sender; null on a connection. */
  address: A | null;
}

/** What was read. */
export interface PhasedMessage<A extends Address = Address> extends Omit<
  PhasedBytes<A>,
  'bytesReceived'
> {
  data: Buffer;
}

/** When the wait began, as the options say, else now. */
export const startOf = ({ startedNs }: ReadPhasesOptions): bigint => {
  if (startedNs === undefined) return clockGettimeNs(CLOCK_REALTIME);
  if (typeof startedNs !== 'bigint')
    throw argTypeError(`startedNs must be a bigint, not ${typeof startedNs}`);
  if (startedNs >= 0n && startedNs <= LATEST_NS) return startedNs;
  throw rangeError(`startedNs must be from 0 to ${LATEST_NS}, not ${startedNs}`);
};

/** The phases of a read that was called for at `startedNs`. */
export const toPhases = (startedNs: bigint, received: StampedReceive): PhasedBytes => {
  const { bytesReceived, flags, address, calledNs: runningNs, copyingNs } = received;
  const arrivedNs = arrivalOf(received);
  const phases = { bytesReceived, flags, address, startedNs, arrivedNs, runningNs, copyingNs };
  if (arrivedNs === null) return { ...phases, waitingNs: null, wakeUpNs: null };
  const waitedUntil = arrivedNs > startedNs ? arrivedNs : startedNs;
  return {
    ...phases,
    waitingNs: Number(waitedUntil - startedNs),
    // Data may arrive between the reading of the clock and the receive; and clocks are set.
    wakeUpNs: Math.max(0, Number(runningNs - waitedUntil)),
  };
};

// With SO_TIMESTAMPNS a message that came before stamps were on is stamped by the receive itself: that
// says nothing of its arrival. SO_TIMESTAMPING leaves such a message without a stamp; one that is later
// than the call is of data that came while the call was on its way.
const arrivalOf = ({ softwareNs, timestampNs, calledNs }: StampedReceive): bigint | null => {
  if (softwareNs !== null) return softwareNs;
  return timestampNs === null || timestampNs > calledNs ? null : timestampNs;
};
