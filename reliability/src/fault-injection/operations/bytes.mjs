// posix: bytes and messages through one descriptor.
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as posix from '@fdset/posix';

import { noting } from '../noting.mjs';

const { AF_INET, AF_UNIX, SOCK_DGRAM } = posix;
const bytes = Buffer.from('some bytes');
const room = () => Buffer.alloc(64);

const filledPair = (s) => {
  const [fd, peer] = s.pair();
  posix.send(peer, bytes);
  return { fd, peer };
};

const filledDatagramPair = (s) => {
  const [fd, peer] = s.pair(AF_UNIX, SOCK_DGRAM);
  posix.send(peer, bytes);
  return { fd, peer };
};

const expectBytes = (fd) => {
  const buffer = room();
  const length = posix.recv(fd, buffer, 0, buffer.length, posix.MSG_DONTWAIT);
  if (buffer.toString('utf8', 0, length) !== bytes.toString()) throw new Error('bytes were lost');
};

// A call that failed takes nothing and sends nothing.
const stillThere = ({ fd, nothing }, { failed }) => (failed || nothing) && expectBytes(fd);
const arrived = ({ peer, nothing }, { failed }) => !failed && !nothing && expectBytes(peer);

const pair = (s) => {
  const [fd, peer] = s.pair();
  return { fd, peer };
};

const udpPair = (s) => {
  const fd = s.socket(AF_INET, SOCK_DGRAM);
  const peer = s.socket(AF_INET, SOCK_DGRAM);
  posix.bind(peer, { host: '127.0.0.1', port: 0 });
  return { fd, peer, address: posix.getsockname(peer) };
};

const fileAndPair = (s) => {
  const path = join(s.folder(), 'file');
  writeFileSync(path, bytes);
  const file = openSync(path);
  s.defer(() => closeSync(file));
  return { ...pair(s), file };
};

const message = (peer, fds) => posix.sendmsg(peer, [bytes], { fds });

const messagePair = (s) => {
  const { fd, peer } = pair(s);
  message(peer, [peer]);
  return { fd, peer };
};

const takeMessage = (context, s, call) => {
  const received = call(context.fd, room(), { controlBytes: posix.fdsSpace(4) });
  for (const fd of received?.fds ?? []) s.fd(fd);
  return received;
};

export const byteOperations = {
  'posix.recv': {
    symbols: ['recv'],
    setup: filledPair,
    act: ({ fd }) => posix.recv(fd, room()),
    check: stillThere,
  },
  'posix.tryRecv': {
    setup: filledPair,
    rules: { 'recvfrom EAGAIN': { value: -1 } },
    act: (context) => noting(context, posix.tryRecv(context.fd, room())),
    check: stillThere,
  },
  'posix.recvWaiting': {
    setup: (s) => {
      // recvWaiting no longer tries first after several waits for one descriptor, so it waits for another one in between.
      const other = filledPair(s);
      posix.recvWaiting(other.fd, room());
      return filledPair(s);
    },
    rules: { 'recvfrom EAGAIN': 'same' },
    act: ({ fd }) => posix.recvWaiting(fd, room()),
    check: stillThere,
  },
  'posix.recvfrom': {
    symbols: ['recvfrom'],
    setup: filledDatagramPair,
    act: ({ fd }) => void posix.recvfrom(fd, room()),
    check: stillThere,
  },
  'posix.tryRecvfrom': {
    setup: filledDatagramPair,
    rules: { 'recvfrom EAGAIN': { value: null } },
    act: (context) => noting(context, posix.tryRecvfrom(context.fd, room())),
    check: stillThere,
  },
  'posix.send': {
    symbols: ['send'],
    setup: pair,
    act: ({ fd }) => posix.send(fd, bytes),
    check: arrived,
  },
  'posix.trySend': {
    setup: pair,
    rules: { 'sendto EAGAIN': { value: -1 } },
    act: (context) => noting(context, posix.trySend(context.fd, bytes)),
    check: arrived,
  },
  'posix.sendto': {
    symbols: ['sendto'],
    setup: udpPair,
    act: ({ fd, address }) => posix.sendto(fd, bytes, 0, bytes.length, 0, address),
    check: arrived,
  },
  'posix.trySendto': {
    setup: udpPair,
    rules: { 'sendto EAGAIN': { value: -1 } },
    act: (c) => noting(c, posix.trySendto(c.fd, bytes, 0, bytes.length, 0, c.address)),
    check: arrived,
  },
  'posix.read': {
    symbols: ['read'],
    setup: filledPair,
    act: ({ fd }) => posix.read(fd, room()),
    check: stillThere,
  },
  'posix.write': {
    symbols: ['write'],
    setup: pair,
    act: ({ fd }) => posix.write(fd, bytes),
    check: arrived,
  },
  'posix.sendfile': {
    symbols: ['sendfile64'],
    setup: fileAndPair,
    act: ({ fd, file }) => posix.sendfile(fd, file, 0, bytes.length),
    check: arrived,
  },
  'posix.trySendfile': {
    symbols: ['sendfile64', 'fcntl64'],
    setup: fileAndPair,
    // The first look at the mode only saves a lock. A failure to restore the mode cannot be repaired.
    rules: { 'sendfile EAGAIN': { value: -1 }, 'fcntl#1': 'same', 'fcntl#4': 'same' },
    act: (c) => noting(c, posix.trySendfile(c.fd, c.file, 0, bytes.length)),
    check: arrived,
  },
  'posix.recvmsg with descriptors': {
    symbols: ['recvmsg'],
    setup: messagePair,
    act: (context, s) => void takeMessage(context, s, posix.recvmsg),
    check: stillThere,
  },
  'posix.tryRecvmsg with descriptors': {
    setup: messagePair,
    rules: { 'recvmsg EAGAIN': { value: null } },
    act: (context, s) => noting(context, takeMessage(context, s, posix.tryRecvmsg)),
    check: stillThere,
  },
  'posix.sendmsg with descriptors': {
    symbols: ['sendmsg'],
    setup: pair,
    act: ({ fd, peer }) => message(fd, [peer]),
    check: arrived,
  },
  'posix.trySendmsg': {
    setup: pair,
    rules: { 'sendmsg EAGAIN': { value: -1 } },
    act: (context) => noting(context, posix.trySendmsg(context.fd, [bytes])),
    check: arrived,
  },
};
