// Receives once and measures the phases of the read; ../read-phases.ts computes them.
import { POLLIN, checkOptions, tryRecvStamped as tryOnce } from '@fdset/posix';
import { lengthOf } from '../arguments.js';
import { startOf, toPhases } from '../read-phases.js';
import type { PhasedBytes, PhasedMessage, ReadPhasesOptions } from '../read-phases.js';
import { reserveRoom } from '../reserve-room.js';
import { requireFd } from '../socket-state.js';
import type { SocketState } from '../socket-state.js';
import { attempt } from './attempt.js';
import type { Awaited, Outcome } from './attempt.js';

const awaitedWith = (flags: number): Awaited => ({ call: 'recvmsg', events: POLLIN, flags });

/** `recvPhases`: receives into new memory. */
export const recvPhases = (
  state: SocketState,
  maxBytes: number,
  options: ReadPhasesOptions,
): Outcome<PhasedMessage> => {
  const { flags, startedNs } = beginRead(state, maxBytes, options);
  return attempt(state, awaitedWith(flags), () => receive(state, maxBytes, flags, startedNs));
};

/** `recvPhases` that never waits: null when there is no message. */
export const tryRecvPhases = (
  state: SocketState,
  maxBytes: number,
  options: ReadPhasesOptions,
): PhasedMessage | null => {
  const { flags, startedNs } = beginRead(state, maxBytes, options);
  return receive(state, maxBytes, flags, startedNs);
};

/** `recvPhasesInto`: receives into the caller's buffer. */
export const recvPhasesInto = (
  state: SocketState,
  buffer: Uint8Array,
  options: ReadPhasesOptions,
): Outcome<PhasedBytes> => {
  const length = lengthOf(buffer);
  const read = readOnce(options);
  const startedNs = startOf(read);
  const { flags = 0 } = read;
  return attempt(state, awaitedWith(flags), () => {
    const received = tryOnce(requireFd(state), buffer, 0, length, flags);
    return received === null ? null : toPhases(startedNs, received);
  });
};

// A getter among the options may receive as well, so it must not run after room was reserved.
const readOnce = (options: ReadPhasesOptions): ReadPhasesOptions => {
  return { ...checkOptions(options) };
};

const beginRead = (
  state: SocketState,
  maxBytes: number,
  options: ReadPhasesOptions,
): { flags: number; startedNs: bigint } => {
  const read = readOnce(options);
  const { flags = 0 } = read;
  reserveRoom(state, maxBytes, flags);
  return { flags, startedNs: startOf(read) };
};

const receive = (
  state: SocketState,
  maxBytes: number,
  flags: number,
  startedNs: bigint,
): PhasedMessage | null => {
  const room = reserveRoom(state, maxBytes, flags);
  const received = tryOnce(requireFd(state), room.slab, room.offset, room.length, flags);
  if (received === null) return null;
  const { bytesReceived, ...rest } = toPhases(startedNs, received);
  return { data: room.take(bytesReceived), ...rest };
};
