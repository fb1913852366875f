// Prints the processor time of this thread for each event: node waiting.mjs MECHANISM accept|N MS. With `accept` another
// thread connects again and again. Otherwise N descriptors become ready in each turn of the event loop.
import { Worker } from 'node:worker_threads';
import * as posix from '@fdset/posix';
import { DefaultSelector, EVENT_READ, watch, whenReady } from '@fdset/selectors';

const [mechanism, what, milliseconds] = process.argv.slice(2);

const mechanisms = {
  watcher: (fd, callback) => new posix.Watcher(fd, () => callback(fd)).start(),
  watch: (fd, callback) => watch(fd, EVENT_READ, callback),
  'watch-selector': (fd, callback, selector) => watch(fd, EVENT_READ, callback, { selector }),
  'when-ready': async (fd, callback) => {
    for (;;) {
      await whenReady(fd, EVENT_READ);
      callback(fd);
    }
  },
  'select-async': (fd, callback, selector) => selector.register(fd, EVENT_READ, callback),
};

const selector = new DefaultSelector();

/** Makes an object, like a socket. For a bare number the kernel is asked at each event whether it still is the same file. */
const asObject = (fd) => (mechanism === 'watcher' ? fd : { fd, fileno: () => fd });
const begin = (fd, callback) => mechanisms[mechanism](asObject(fd), () => callback(fd), selector);

const drive = async () => {
  for (;;) for (const { key } of await selector.selectAsync()) key.data(key.fileobj);
};

const thread = () => Number(posix.clockGettimeNs(posix.CLOCK_THREAD_CPUTIME_ID));

/** Counts events, and measures after a warm-up in which the code is compiled. */
const meter = () => {
  let events = 0;
  let from = 0;
  const warmUntil = performance.now() + Number(milliseconds);
  const end = warmUntil + Number(milliseconds);
  let started = 0;
  return () => {
    events++;
    const now = performance.now();
    if (started === 0 && now >= warmUntil) [started, from] = [events, thread()];
    if (now < end) return;
    console.log(((thread() - from) / (events - started)).toFixed(1));
    process.exit(0);
  };
};

const acceptAll = () => {
  const listener = posix.socket(posix.AF_INET, posix.SOCK_STREAM);
  posix.setNonblocking(listener, true);
  posix.bind(listener, { host: '127.0.0.1', port: 0 });
  posix.listen(listener, 128);
  const count = meter();
  begin(listener, (fd) => {
    const accepted = posix.tryAccept(fd);
    if (accepted === null) return;
    posix.close(accepted.fd);
    count();
  });
  const client = new URL('connecting.mjs', import.meta.url);
  return new Worker(client, { workerData: posix.getsockname(listener) });
};

const makeReady = (number) => {
  const pairs = Array.from({ length: number }, () =>
    posix.socketpair(posix.AF_UNIX, posix.SOCK_DGRAM),
  );
  const byte = Buffer.from('x');
  const room = Buffer.alloc(1);
  const count = meter();
  let left = number;
  const sendAll = () => {
    left = number;
    for (const [, other] of pairs) posix.send(other, byte);
  };
  for (const [fd] of pairs)
    begin(fd, () => {
      if (posix.tryRecv(fd, room) < 0) return;
      count();
      if (--left === 0) setImmediate(sendAll);
    });
  sendAll();
};

if (what === 'accept') acceptAll();
else makeReady(Number(what));
if (mechanism === 'select-async') await drive();
