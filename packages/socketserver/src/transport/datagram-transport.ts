// Requests that are datagrams: all of them answer over the server's own socket, which stays open until the last has.
import { rangeError } from '@fdset/posix';
import { MSG_TRUNC, lendSocket } from '@fdset/socket';
import type { Socket } from '@fdset/socket';
import type { DatagramRequest } from '../base-request-handler.js';
import { checkCount } from '../server-options.js';
import type { Transport } from './transport.js';

// More than any kernel lets through.
const LARGEST_PACKET = 2 ** 30;

/**
 * @param maxPacketSize - the longest datagram taken whole, in bytes
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
 * @throws {RangeError} ERR_FDSET_OUT_OF_RANGE
 */
export const datagramTransport = (
  socket: Socket,
  maxPacketSize: unknown,
): Transport<DatagramRequest> => {
  const room = Buffer.allocUnsafeSlow(checkPacketSize(maxPacketSize));
  return {
    take: () => {
      const received = socket.tryRecvfromInto(room, room.length, MSG_TRUNC);
      if (received === null) return null;
      const [bytes, address] = received;
      const packet = Buffer.from(room.subarray(0, Math.min(bytes, room.length)));
      // What one handler does to its socket must not be done to the others'.
      return [[packet, lendSocket(socket), bytes > room.length], address];
    },
    peerOf: () => null,
    abort: () => {},
    closeListener: () => {},
    closeAnswering: () => socket.close(),
  };
};

const checkPacketSize = (value: unknown): number => {
  const bytes = checkCount(value, 'maxPacketSize') ?? Infinity;
  if (bytes <= LARGEST_PACKET) return bytes;
  throw rangeError(`maxPacketSize must be a number of at most ${LARGEST_PACKET}, not ${bytes}`);
};
