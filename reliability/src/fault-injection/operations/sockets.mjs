// socket: operations of several calls. A constructor that fails half-way closes what it opened. After a failed call the
// socket can still be used or closed.
import { existsSync } from 'node:fs';
import * as posix from '@fdset/posix';
import * as socket from '@fdset/socket';

import { expect } from '../expect.mjs';
import { file, socketFile, staleFile, text } from '../files.mjs';

const { AF_INET, AF_UNIX, SOCK_STREAM, Socket, createConnection, createListener } = socket;
const local = { host: '127.0.0.1', port: 0 };
const large = Buffer.alloc(1 << 20, 'x');

const pair = (s, type) => {
  const [a, b] = socket.socketpair(AF_UNIX, type ?? SOCK_STREAM);
  return { a: s.keep(a), b: s.keep(b) };
};

const filledPair = (s) => {
  const context = pair(s);
  context.b.sendall(text);
  return context;
};

const received = (from) => from.tryRecv(100)?.toString();

// A call that failed takes nothing.
const stillThere = ({ a }, { failed }) =>
  expect(!failed || received(a) === text, 'bytes were lost');

const arrived = ({ b }, { failed }) => expect(failed || received(b) === text, 'nothing arrived');

const listening = (s, address = local) => {
  const listener = s.keep(createListener(address));
  return { listener, address: listener.getsockname() };
};

const withWaitingClient = (s) => {
  const context = listening(s);
  s.keep(createConnection(context.address));
  return context;
};

const acceptsAgain = ({ listener }, { failed }) => {
  if (failed) listener.accept()[0].close();
};

const noFileLeft = ({ address }, { failed }) =>
  expect(!failed || !existsSync(address.path), 'the file is still there');

const modeRestored = { 'fcntl#3': 'same' };
// The second connect only fetches the outcome, which is known by then. The kernel never interrupts a connect that does
// not wait. If it reported that, the socket would wait for a connection that was not begun.
const settled = {
  // Read before the wait. If the kernel does not tell its own time limit, there is none.
  'getsockopt#1': 'same',
  'fcntl#4': 'same',
  'fcntl#5': 'same',
  'fcntl#6': 'same',
  'connect#2': 'same',
  'connect#1 EINTR': 'typed',
  'connect#1 EAGAIN': 'same',
};
// If the file in the way is gone at the second look, its owner has removed it.
const reclaims = { 'bind#1 EADDRINUSE': 'same' };
const looksForSignals = { 'poll#1': 'same', 'poll#3': 'same' };
// After EAGAIN the call waits and is made again.
const again = {
  ...looksForSignals,
  'recvfrom EAGAIN': 'same',
  'recvmsg EAGAIN': 'same',
};
const sendAgain = {
  ...looksForSignals,
  'sendto EAGAIN': 'same',
  'sendmsg EAGAIN': 'same',
};
// If sendfile cannot send from this kind of file, the bytes are read and sent.
const copied = { 'sendfile EINVAL': 'same', 'sendfile EAGAIN': 'same' };

const makingOperations = {
  'new Socket': { act: (_, s) => void s.keep(new Socket()) },
  socketpair: { act: (_, s) => void socket.socketpair().map((end) => s.keep(end)) },
  'Socket.fromFd': {
    setup: () => ({ fd: posix.socket(AF_INET, SOCK_STREAM) }),
    act: ({ fd }) => void Socket.fromFd(fd).detach(),
    check: ({ fd }) => posix.close(fd),
  },
  'socket.dup': { setup: pair, act: ({ a }, s) => void s.keep(a.dup()) },
  'socket.close': { setup: () => ({ a: new Socket() }), act: ({ a }) => a.close() },
  'createListener, IPv4': { act: (_, s) => void s.keep(createListener(local)) },
  'createListener, dual-stack': {
    // The only way to learn whether the machine has IPv6 and dual-stack sockets is to try.
    rules: { 'socket#1': 'typed', 'setsockopt#1': 'unsupported', 'close#1': 'typed' },
    act: (_, s) => void s.keep(createListener({ host: '::', port: 0 }, { dualstackIPv6: true })),
  },
  'createListener, path with a mode': {
    setup: (s) => ({ address: socketFile(s) }),
    rules: reclaims,
    act: ({ address }, s) => void s.keep(createListener(address, { mode: 0o666 })),
    check: noFileLeft,
  },
  'createListener, path that stays': {
    setup: (s) => ({ address: socketFile(s) }),
    rules: reclaims,
    act: ({ address }, s) => void s.keep(createListener(address, { unlinkOnClose: false })),
    check: noFileLeft,
  },
  'createListener, stale path': {
    setup: (s) => ({ address: staleFile(s) }),
    // The lock against another server is not needed to go on. If the probe fails, the file is left alone.
    rules: {
      'socket#2': 'typed',
      'connect#1': 'typed',
      'bind#1': 'typed',
      'bind#2': 'same',
      'connect#2': 'typed',
      fcntl: 'typed',
      statx: 'typed',
      poll: 'typed',
      close: 'typed',
    },
    act: ({ address }, s) => void s.keep(createListener(address)),
  },
  'createConnection, TCP': {
    setup: listening,
    rules: { ...modeRestored, ...looksForSignals, ...settled },
    act: ({ address }, s) => void s.keep(createConnection(address)),
  },
  'createConnection, path': {
    setup: (s) => listening(s, socketFile(s)),
    rules: { ...modeRestored, ...looksForSignals, ...settled },
    act: ({ address }, s) => void s.keep(createConnection(address)),
  },
  'socket.accept': {
    setup: withWaitingClient,
    rules: { 'accept4 EAGAIN': 'same', ...modeRestored, ...looksForSignals },
    act: ({ listener }, s) => void s.keep(listener.accept()[0]),
    check: acceptsAgain,
  },
};

const usingOperations = {
  'socket.connect to a listener': {
    setup: (s) => ({ a: s.keep(new Socket()), ...listening(s) }),
    rules: { ...modeRestored, ...looksForSignals, ...settled },
    act: ({ a, address }) => a.connect(address),
  },
  'socket.settimeout': {
    setup: pair,
    act: ({ a }) => a.settimeout(100),
    check: ({ a }, { failed }) =>
      expect(a.gettimeout() === (failed ? null : 100), 'the timeout is not as reported'),
  },
  'socket.recv': {
    setup: filledPair,
    rules: again,
    act: ({ a }) => a.recv(100).toString(),
    check: stillThere,
  },
  'socket.recv, waiting': {
    setup(s) {
      const context = pair(s);
      context.a.settimeout(20);
      return context;
    },
    rules: again,
    act({ a }) {
      try {
        return a.recv(100).toString();
      } catch (error) {
        if (error instanceof socket.SocketTimeoutError && /20 ms/.test(error.message))
          return 'late';
        throw error;
      }
    },
  },
  'socket.recvmsg with descriptors': {
    setup(s) {
      const context = pair(s);
      context.b.sendFds(text, [context.b]);
      return context;
    },
    rules: again,
    act: ({ a }, s) => void a.recvFds(100, 2).fds.map((fd) => s.fd(fd)),
    check: stillThere,
  },
  'socket.send': {
    setup: pair,
    rules: sendAgain,
    act: ({ a }) => a.send(text),
    check: arrived,
  },
  'socket.sendall': {
    setup: pair,
    rules: sendAgain,
    act: ({ a }) => a.sendall(text),
    check: arrived,
  },
  'socket.sendall to a full peer': {
    setup(s) {
      const context = pair(s);
      context.a.settimeout(20);
      return context;
    },
    rules: sendAgain,
    act({ a }) {
      try {
        return a.sendall(large);
      } catch (error) {
        expect(error.bytesSent >= 0, 'the error does not say how much was sent');
        if (error instanceof socket.SocketTimeoutError && /20 ms/.test(error.message))
          return 'late';
        throw error;
      }
    },
  },
  'socket.sendmsg with descriptors': {
    setup: pair,
    rules: sendAgain,
    act: ({ a, b }) => a.sendFds(text, [b]),
    check: arrived,
  },
  'socket.sendfile': {
    setup: (s) => ({ ...pair(s), file: file(s) }),
    rules: { ...looksForSignals, ...copied, 'fcntl#1': 'same', 'fcntl#4': 'same' },
    act: (context) => context.a.sendfile(context.file, 0, text.length),
    check: arrived,
  },
  'socket.sendfile of a pipe': {
    setup(s) {
      const [readEnd, writeEnd] = s.pipe();
      posix.write(writeEnd, Buffer.from(text));
      return { ...pair(s), file: readEnd };
    },
    rules: { ...looksForSignals, ...copied, ...sendAgain, 'fcntl#1': 'same', 'fcntl#4': 'same' },
    act: (context) => context.a.sendfile(context.file, null, text.length),
    check: arrived,
  },
};

export const socketOperations = { ...makingOperations, ...usingOperations };
