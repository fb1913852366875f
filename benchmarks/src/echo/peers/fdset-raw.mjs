// fdset's lowest layer: descriptors are numbers, and each system call is one call of @fdset/posix. It shows the cost of
// the objects above it. With the argument `spin` it never blocks, and uses a whole core.
import * as posix from '@fdset/posix';

const { EPOLLIN, EPOLLOUT, EPOLL_CTL_ADD, EPOLL_CTL_MOD } = posix;
const buffer = Buffer.allocUnsafeSlow(65_536);
const hits = new Int32Array(3 * 1024);
const rests = new Map();
const epfd = posix.epollCreate();

const listener = posix.socket(posix.AF_INET, posix.SOCK_STREAM, 0);
posix.bind(listener, { host: '127.0.0.1', port: 0 });
posix.listen(listener, 4096);
posix.epollCtl(epfd, EPOLL_CTL_ADD, listener, EPOLLIN);
console.log(`READY ${posix.getsockname(listener).port}`);

const accept = () => {
  const { fd } = posix.accept(listener);
  posix.setsockopt(fd, posix.IPPROTO_TCP, posix.TCP_NODELAY, 1);
  posix.epollCtl(epfd, EPOLL_CTL_ADD, fd, EPOLLIN);
};

const echo = (fd) => {
  const length = posix.tryRecv(fd, buffer);
  if (length < 0) return;
  if (length === 0) {
    posix.close(fd);
    return;
  }
  const sent = posix.trySend(fd, buffer, 0, length);
  if (sent === length) return;
  rests.set(fd, Buffer.from(buffer.subarray(Math.max(sent, 0), length)));
  posix.epollCtl(epfd, EPOLL_CTL_MOD, fd, EPOLLOUT);
};

const flush = (fd, rest) => {
  const left = rest.subarray(Math.max(posix.trySend(fd, rest), 0));
  rests.set(fd, left);
  if (left.length > 0) return;
  rests.delete(fd);
  posix.epollCtl(epfd, EPOLL_CTL_MOD, fd, EPOLLIN);
};

const serve = (fd) => {
  try {
    const rest = rests.get(fd);
    if (rest === undefined) echo(fd);
    else flush(fd, rest);
  } catch {
    rests.delete(fd);
    posix.close(fd);
  }
};

const wait =
  process.argv[2] === 'spin'
    ? () => posix.epollWait(epfd, hits, 0)
    : () => posix.waitEpoll(epfd, hits, null);

for (;;) {
  const count = wait();
  for (let index = 0; index < count * 3; index += 3) {
    if (hits[index] === listener) accept();
    else serve(hits[index]);
  }
}
