// posix: the resolver of the C library. It makes its own calls and can go on without some of them, so a result or any
// typed error is right.
import * as posix from '@fdset/posix';

const anyTyped = {
  socket: 'typed',
  bind: 'typed',
  connect: 'typed',
  getsockname: 'typed',
  sendto: 'typed',
  recvmsg: 'typed',
  recvfrom: 'typed',
  openat: 'typed',
  read: 'typed',
  ioctl: 'typed',
  // The C library ends the process after an unexpected error of its netlink socket.
  'recvmsg ENOTCONN': 'skip',
  close: 'typed',
  statx: 'typed',
  poll: 'typed',
  sendmmsg: 'typed',
  pread64: 'typed',
};

const lookUp = () => void posix.getaddrinfo('localhost', 'http', { flags: posix.AI_ADDRCONFIG });

const nameOf = () => void posix.getnameinfo({ host: '127.0.0.1', port: 80 });

export const nameOperations = {
  'posix.getaddrinfo': {
    symbols: ['getaddrinfo', 'freeaddrinfo'],
    rules: anyTyped,
    // The first lookup looks for more files than later ones.
    setup: lookUp,
    act: lookUp,
  },
  'posix.getnameinfo': {
    symbols: ['getnameinfo'],
    rules: anyTyped,
    setup: nameOf,
    act: nameOf,
  },
  'posix.ifNameindex': {
    symbols: ['if_nameindex', 'if_freenameindex'],
    rules: anyTyped,
    act: () => void posix.ifNameindex(),
  },
  'posix.ifNametoindex': {
    symbols: ['if_nametoindex'],
    rules: anyTyped,
    act: () => void posix.ifNametoindex('lo'),
  },
  'posix.ifIndextoname': {
    symbols: ['if_indextoname'],
    rules: anyTyped,
    act: () => void posix.ifIndextoname(1),
  },
};
