// posix: makes, names, connects and closes descriptors and sockets.
import * as posix from '@fdset/posix';

const { AF_INET, AF_UNIX, SOCK_STREAM, SOCK_DGRAM, SHUT_WR } = posix;
const anyPort = { host: '127.0.0.1', port: 0 };

const listener = (s) => {
  const fd = s.socket(AF_INET, SOCK_STREAM);
  posix.bind(fd, anyPort);
  posix.listen(fd);
  return { fd, address: posix.getsockname(fd) };
};

const waitingClient = (s) => {
  const { fd, address } = listener(s);
  posix.connect(s.socket(AF_INET, SOCK_STREAM), address);
  return { fd };
};

// After a failed accept the connection can still be accepted.
const canStillAccept = ({ fd }, { failed }) => {
  if (failed) posix.close(posix.accept(fd).fd);
};

// A failure to restore the mode afterwards cannot be repaired, and the call itself has succeeded.
const modeRestored = { 'fcntl#3': 'same' };

export const descriptorOperations = {
  'posix.socket': {
    symbols: ['socket'],
    act: (_, s) => void s.fd(posix.socket(AF_INET, SOCK_STREAM)),
  },
  'posix.socketpair': {
    symbols: ['socketpair'],
    act: (_, s) => void posix.socketpair().map((fd) => s.fd(fd)),
  },
  'posix.pipe': { symbols: ['pipe2'], act: (_, s) => void posix.pipe().map((fd) => s.fd(fd)) },
  'posix.bind': {
    symbols: ['bind'],
    setup: (s) => ({ fd: s.socket(AF_INET, SOCK_STREAM) }),
    act: ({ fd }) => posix.bind(fd, anyPort),
    check: ({ fd }, { failed }) => failed && posix.bind(fd, anyPort),
  },
  'posix.listen': {
    symbols: ['listen'],
    setup: (s) => ({ fd: s.socket(AF_INET, SOCK_STREAM) }),
    act: ({ fd }) => posix.listen(fd),
    check: ({ fd }) => posix.listen(fd),
  },
  'posix.accept': {
    symbols: ['accept4'],
    setup: waitingClient,
    act: ({ fd }, s) => void s.fd(posix.accept(fd).fd),
    check: canStillAccept,
  },
  'posix.tryAccept': {
    symbols: ['accept4', 'fcntl64'],
    setup: waitingClient,
    rules: { 'accept4 EAGAIN': { value: null }, ...modeRestored },
    act(context, s) {
      const accepted = posix.tryAccept(context.fd);
      if (accepted !== null) s.fd(accepted.fd);
      context.nothing = accepted === null;
      return accepted === null ? { value: null } : 'accepted';
    },
    check: (context, { failed }) => canStillAccept(context, { failed: failed || context.nothing }),
  },
  'posix.connect': {
    symbols: ['connect'],
    setup: (s) => ({ fd: s.socket(AF_INET, SOCK_STREAM), address: listener(s).address }),
    act: ({ fd, address }) => posix.connect(fd, address),
    // connect is not repeated after EINTR, because the kernel goes on connecting.
    rules: { 'connect EINTR': 'throws' },
    check: ({ fd, address }, { failed }) => failed && posix.connect(fd, address),
  },
  'posix.tryConnect': {
    symbols: ['connect', 'fcntl64'],
    setup: (s) => ({ fd: s.socket(AF_UNIX, SOCK_STREAM), ...unixListener(s) }),
    rules: { 'connect EINTR': { value: false }, ...modeRestored },
    act: ({ fd, address }) => ({ value: posix.tryConnect(fd, address) }),
  },
  'posix.getsockname': {
    symbols: ['getsockname'],
    setup: listener,
    act: ({ fd }) => void posix.getsockname(fd),
  },
  'posix.getpeername': {
    symbols: ['getpeername'],
    setup: (s) => ({ fd: s.pair()[0] }),
    act: ({ fd }) => void posix.getpeername(fd),
  },
  'posix.shutdown': {
    symbols: ['shutdown'],
    setup: (s) => ({ fd: s.pair()[0] }),
    act: ({ fd }) => posix.shutdown(fd, SHUT_WR),
  },
  'posix.close': {
    symbols: ['close'],
    setup: () => ({ fd: posix.socket(AF_INET, SOCK_DGRAM) }),
    // On Linux the number is free even after EINTR, so a second try could close another file.
    rules: { 'close EINTR': 'same' },
    act: ({ fd }) => posix.close(fd),
  },
  'posix.dup': {
    symbols: ['fcntl64'],
    setup: (s) => ({ fd: s.pair()[0] }),
    act: ({ fd }, s) => void s.fd(posix.dup(fd)),
  },
  'posix.dup2': {
    symbols: ['dup3'],
    setup: (s) => ({ fds: s.pair(), other: s.pipe()[0] }),
    act: ({ fds, other }) => posix.dup2(fds[0], other),
  },
  'posix.fcntl': {
    symbols: ['fcntl64'],
    setup: (s) => ({ fd: s.pair()[0] }),
    act: ({ fd }) => posix.fcntl(fd, posix.F_SETFL, posix.O_NONBLOCK),
  },
  'posix.setNonblocking': {
    symbols: ['fcntl64'],
    setup: (s) => ({ fd: s.pair()[0] }),
    act: ({ fd }) => posix.setNonblocking(fd, true),
    check: ({ fd }, { failed }) => {
      if (posix.getNonblocking(fd) === failed) throw new Error('the mode is not as reported');
    },
  },
  'posix.getNonblocking': {
    setup: (s) => ({ fd: s.pair()[0] }),
    act: ({ fd }) => void posix.getNonblocking(fd),
  },
  'posix.adopt': {
    setup: (s) => ({ fd: s.pair()[0] }),
    act: ({ fd }) => posix.adopt(fd),
  },
  'posix.getsockopt': {
    symbols: ['getsockopt'],
    setup: (s) => ({ fd: s.pair()[0] }),
    act: ({ fd }) => posix.getsockopt(fd, posix.SOL_SOCKET, posix.SO_TYPE),
  },
  'posix.setsockopt': {
    symbols: ['setsockopt'],
    setup: (s) => ({ fd: s.pair()[0] }),
    act: ({ fd }) => posix.setsockopt(fd, posix.SOL_SOCKET, posix.SO_KEEPALIVE, 1),
  },
  'posix.getPeerCredentials': {
    setup: (s) => ({ fd: s.pair()[0] }),
    act: ({ fd }) => void posix.getPeerCredentials(fd),
  },
};

function unixListener(s) {
  const fd = s.socket(AF_UNIX, SOCK_STREAM);
  posix.bind(fd, { path: '' });
  posix.listen(fd);
  return { address: posix.getsockname(fd) };
}
