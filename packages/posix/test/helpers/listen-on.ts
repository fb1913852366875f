import * as posix from '@fdset/posix';

/** A listening TCP socket on a free port of the loopback interface. */
export function listenOnLoopback(): { fd: number; address: posix.InetAddress } {
  const fd = posix.socket(posix.AF_INET, posix.SOCK_STREAM);
  posix.bind(fd, { host: '127.0.0.1', port: 0 });
  posix.listen(fd);
  const address = posix.getsockname(fd);
  if (!posix.isInetAddress(address)) throw new Error('not an IP address');
  return { fd, address };
}
