// When messages arrive: the kernel's stamps on what a Socket receives, and the phases of a read by
// them. The arithmetic is in read-phases.ts, the options are in timestamp-option.ts.
import type { Address } from '@fdset/posix';
import { checkOptions, lengthOf } from './arguments.js';
import { receivePhases, tryReceivePhases } from './read-phases.js';
import type { PhasedBytes, PhasedMessage, ReadPhasesOptions } from './read-phases.js';
import { reserveRoom } from './receive-pool.js';
import type { ReceivePool } from './receive-pool.js';
import { stateOf } from './socket-handle.js';
import { SocketBatches } from './socket-batches.js';
import { setTimestamps } from './timestamp-option.js';
import type { TimestampOptions } from './timestamp-option.js';

/** Time stamps. */
export abstract class SocketTimestamps<A extends Address = Address> extends SocketBatches<A> {
  /**
   * Lets the kernel stamp what arrives (`false`: no longer); `recvmsg` then has `timestampNs`, and
   * `recvPhases` its three phases. SO_TIMESTAMPING on streams and for hardware stamps (`recvmsg` has
   * `timestamps` as well), else SO_TIMESTAMPNS. A listener's setting is inherited by what it accepts.
   *
   * Not guaranteed: the kernel begins to stamp packets a moment after it was asked to (a
   * work queue, some 0.1 ms); what came earlier has no stamp, or, in `recvmsg` of a datagram, that of
   * its reception. On a stream the stamp is that of the last segment that was read, or merged into it.
   *
   * Linux. Source: socket(7), Documentation/networking/timestamping.rst of Linux.
   * @throws {TypeError} ERR_FDSET_UNSUPPORTED for Unix streams, for hardware stamps on a Unix socket,
   *   and where the platform has none
   * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE, ERR_FDSET_CLOSED, ERR_FDSET_DETACHED
   */
  setTimestamps(how: boolean | TimestampOptions): void {
    setTimestamps(stateOf(this), how);
  }

  /**
   * Receives one message of at most `maxBytes`, as `recv` does, and tells how long it waited for the
   * data, took to wake up, and copied. Without a stamp (see `setTimestamps`; the end of a stream has none
   * either) the first two are null. Descriptors that were sent along are closed.
   *
   * Not guaranteed: stamps are of CLOCK_REALTIME, so a clock that is set meanwhile shows in the phases.
   * @throws as `recv`
   */
  recvPhases(maxBytes: number, options: ReadPhasesOptions = {}): PhasedMessage<A> {
    const read = readOnce(options);
    const room = reserveRoom(maxBytes, read.flags ?? 0);
    return toMessage(room, receivePhases(stateOf(this), spanOf(room), read));
  }

  /** `recvPhases` that never waits: null when nothing is there. */
  tryRecvPhases(maxBytes: number, options: ReadPhasesOptions = {}): PhasedMessage<A> | null {
    const read = readOnce(options);
    const room = reserveRoom(maxBytes, read.flags ?? 0);
    const received = tryReceivePhases(stateOf(this), spanOf(room), read);
    return received === null ? null : toMessage(room, received);
  }

  /**
   * `recvPhases` into the caller's buffer: memory that was used before costs no page faults, which
   * `copyingNs` would count.
   * @throws as `recv`
   */
  recvPhasesInto(buffer: Uint8Array, options: ReadPhasesOptions = {}): PhasedBytes<A> {
    const span = { buffer, offset: 0, length: lengthOf(buffer) };
    return receivePhases(stateOf(this), span, readOnce(options)) as PhasedBytes<A>;
  }
}

// A getter among the options may receive as well: it must not run once room is reserved.
const readOnce = (options: ReadPhasesOptions): ReadPhasesOptions => {
  return { ...checkOptions(options) };
};

const spanOf = (room: ReceivePool): { buffer: Buffer; offset: number; length: number } => ({
  buffer: room.slab,
  offset: room.offset,
  length: room.length,
});

const toMessage = <A extends Address>(
  room: ReceivePool,
  received: PhasedBytes,
): PhasedMessage<A> => {
  const { bytesReceived, ...rest } = received as PhasedBytes<A>;
  return { data: room.take(bytesReceived), ...rest };
};
