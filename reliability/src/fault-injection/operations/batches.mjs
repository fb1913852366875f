// posix and socket: several datagrams with one system call.
import * as posix from '@fdset/posix';
import * as socket from '@fdset/socket';

import { noting } from '../noting.mjs';

const { AF_UNIX, SOCK_DGRAM } = posix;
const bytes = Buffer.from('some bytes');
const two = [{ data: bytes }, { data: bytes }];

const datagramPair = (s) => {
  const [fd, peer] = s.pair(AF_UNIX, SOCK_DGRAM);
  return { fd, peer };
};

const filledPair = (s) => {
  const context = datagramPair(s);
  for (const { data } of two) posix.send(context.peer, data);
  return context;
};

const expectBoth = (fd) => {
  for (const { data } of two) {
    const length = posix.recv(fd, Buffer.alloc(64), 0, 64, posix.MSG_DONTWAIT);
    if (length !== data.length) throw new Error('a datagram was lost');
  }
};

// A call that failed takes nothing and sends nothing.
const stillThere = ({ fd, nothing }, { failed }) => (failed || nothing) && expectBoth(fd);
const arrived = ({ peer, nothing }, { failed }) => !failed && !nothing && expectBoth(peer);

const receive = ({ fd }, call) => call(fd, Buffer.alloc(posix.batchSpace(2, 64)), 2, 64);

const socketPair = (s) => {
  const [a, b] = socket.socketpair(AF_UNIX, SOCK_DGRAM).map((end) => s.keep(end));
  return { a, b, fd: a.fileno(), peer: b.fileno() };
};

const filledSocketPair = (s) => {
  const context = socketPair(s);
  for (const { data } of two) context.b.send(data);
  return context;
};

export const batchOperations = {
  'posix.recvmmsg': {
    symbols: ['recvmmsg'],
    setup: filledPair,
    act: (context) => void receive(context, posix.recvmmsg),
    check: stillThere,
  },
  'posix.tryRecvmmsg': {
    setup: filledPair,
    rules: { 'recvmmsg EAGAIN': { value: null } },
    act: (context) => noting(context, receive(context, posix.tryRecvmmsg)),
    check: stillThere,
  },
  'posix.sendmmsg': {
    symbols: ['sendmmsg'],
    setup: datagramPair,
    act: ({ fd }) => posix.sendmmsg(fd, two),
    check: arrived,
  },
  'posix.trySendmmsg': {
    setup: datagramPair,
    rules: { 'sendmmsg EAGAIN': { value: -1 } },
    act: (context) => noting(context, posix.trySendmmsg(context.fd, two)),
    check: arrived,
  },
  // After EAGAIN the call waits and is made again.
  'socket.recvmmsg': {
    setup: filledSocketPair,
    rules: { 'poll#1': 'same', 'poll#3': 'same', 'recvmmsg EAGAIN': 'same' },
    act: ({ a }) => void a.recvmmsg(2, 64),
    check: stillThere,
  },
  'socket.sendmmsg': {
    setup: socketPair,
    rules: { 'poll#1': 'same', 'poll#3': 'same', 'sendmmsg EAGAIN': 'same' },
    act: ({ a }) => a.sendmmsg(two),
    check: arrived,
  },
};
