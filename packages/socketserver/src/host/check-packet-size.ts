import { rangeError } from '@fdset/posix';

const LARGEST_PACKET = 128 * 1024;

/** A job for a process is one message, and its datagram a part of it. */
export const checkPacketSize = (bytes: number | undefined, host: 'thread' | 'process'): void => {
  if (host === 'thread' || bytes === undefined || bytes <= LARGEST_PACKET) return;
  throw rangeError(`maxPacketSize of a server with processes is at most ${LARGEST_PACKET}`);
};
