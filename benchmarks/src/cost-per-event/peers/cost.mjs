// Measures the same as native/cost-per-event.c with fdset's selectors: node cost.mjs MECHANISM N MS.
import { EVENT_READ, EpollSelector, PollSelector, SelectSelector } from '@fdset/selectors';
import { AF_INET, SOCK_DGRAM, Socket, socketpair } from '@fdset/socket';

const [mechanism, idle, milliseconds] = process.argv.slice(2);
const Selector = { epoll: EpollSelector, poll: PollSelector, select: SelectSelector }[mechanism];
const sel = new Selector();
const [ready, other] = socketpair();
other.send('x');
sel.register(ready, EVENT_READ);
const sockets = Array.from({ length: Number(idle) }, () => new Socket(AF_INET, SOCK_DGRAM));
for (const socket of sockets) sel.register(socket, EVENT_READ);

const now = () => Number(process.hrtime.bigint());

const waitOnce = () => {
  for (const { key } of sel.select()) if (key.fileobj === ready) return;
  throw new Error('one descriptor must be ready');
};

const measure = (ms) => {
  const from = now();
  let waits = 0;
  let at = from;
  while (at < from + ms * 1e6) {
    for (let repeat = 0; repeat < 16; repeat++) waitOnce();
    waits += 16;
    at = now();
  }
  return (at - from) / waits;
};

measure(milliseconds / 3);
console.log(measure(Number(milliseconds)).toFixed(1));
process.exit(0);
