// Socket pairs of every kind whose messages the kernel can stamp.
import {
  AF_INET,
  AF_INET6,
  AF_UNIX,
  CLOCK_REALTIME,
  SOCK_DGRAM,
  SOCK_SEQPACKET,
  SO_TIMESTAMPING,
  SO_TIMESTAMPNS,
  clockGettimeNs,
  Socket,
} from '../../src/index.js';
import { owned, ownedPair, ownedTcpPair } from './sockets.js';

/** The time in ns, on the clock of the kernel's stamps. */
export const now = (): bigint => clockGettimeNs(CLOCK_REALTIME);

/** Both ends of a TCP connection. */
export const tcpPair = (): [Socket, Socket] => {
  const { client, server } = ownedTcpPair();
  return [client, server];
};

/** Two datagram sockets that are connected to each other. */
export const udpPair = (family = AF_INET, host = '127.0.0.1'): [Socket, Socket] => {
  const [a, b] = [owned(new Socket(family, SOCK_DGRAM)), owned(new Socket(family, SOCK_DGRAM))];
  for (const socket of [a, b]) socket.bind({ host, port: 0 });
  a.connect(b.getsockname());
  b.connect(a.getsockname());
  return [a, b];
};

/** The name of each kind, a function that makes a pair, and the option that turns stamps on. */
export const kinds: [string, () => [Socket, Socket], number][] = [
  ['TCP', tcpPair, SO_TIMESTAMPING],
  ['UDP', udpPair, SO_TIMESTAMPNS],
  ['UDP over IPv6', () => udpPair(AF_INET6, '::1'), SO_TIMESTAMPNS],
  ['Unix datagrams', () => ownedPair(AF_UNIX, SOCK_DGRAM), SO_TIMESTAMPNS],
  ['Unix seqpackets', () => ownedPair(AF_UNIX, SOCK_SEQPACKET), SO_TIMESTAMPNS],
];

/** Sends until the kernel stamps the messages, which it begins to do a moment after it was asked to. */
export const untilStamped = (sender: Socket, receiver: Socket): void => {
  do sender.send('warm up');
  while (receiver.recvPhases(100).arrivedNs === null);
};

/** A pair whose second socket gets stamps with the messages of the first. */
export const stampedPair = (make: () => [Socket, Socket]): [Socket, Socket] => {
  const [sender, receiver] = make();
  receiver.setTimestamps(true);
  untilStamped(sender, receiver);
  return [sender, receiver];
};
