// fdset's lowest layer, with one call of @fdset/posix per system call: node fdset-raw.mjs unix PATH, or udp.
import * as posix from '@fdset/posix';

const [family, path] = process.argv.slice(2);
const isUnix = family === 'unix';
const buffer = Buffer.allocUnsafeSlow(65_536);
const hits = new Int32Array(3 * 16);

const fd = posix.socket(isUnix ? posix.AF_UNIX : posix.AF_INET, posix.SOCK_DGRAM, 0);
posix.bind(fd, isUnix ? { path } : { host: '127.0.0.1', port: 0 });
console.log(`READY ${isUnix ? path : posix.getsockname(fd).port}`);

const epfd = posix.epollCreate();
posix.epollCtl(epfd, posix.EPOLL_CTL_ADD, fd, posix.EPOLLIN);

for (;;) {
  posix.waitEpoll(epfd, hits, null);
  for (;;) {
    const received = posix.tryRecvfrom(fd, buffer);
    if (received === null) break;
    posix.trySendto(fd, buffer, 0, received.bytesReceived, 0, received.address);
  }
}
