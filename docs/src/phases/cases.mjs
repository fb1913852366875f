// The models' ways to read, each with the message's size.
import { CLOCK_REALTIME, CLOCK_THREAD_CPUTIME_ID, clockGettimeNs } from '@fdset/posix';
import { EpollSelector, EVENT_READ, PollSelector, SelectSelector } from '@fdset/selectors';

import { openRing } from './ring-reader.mjs';
import { MOST_DELAY_NS, runDelayNs } from './run-delay.mjs';

const threadCpuNs = () => clockGettimeNs(CLOCK_THREAD_CPUTIME_ID);

/** A message may come in several parts; such a read does not count, and the rest is thrown away. */
const discardRest = (socket, missing) => {
  for (let left = missing; left > 0;) left -= socket.recv(left).length;
};

/** A reader of which `wait` returns (or resolves with) the phases of one receive. */
const readerOf = (socket, bytes, { wait, close = () => {} }) => ({
  close,
  read: async (ask) => {
    const delayBefore = runDelayNs();
    const startedNs = clockGettimeNs(CLOCK_REALTIME);
    ask();
    const cpuBefore = threadCpuNs();
    const pending = wait(startedNs);
    const phases = pending instanceof Promise ? await pending : pending;
    const cpuNs = Number(threadCpuNs() - cpuBefore);
    socket.setblocking(true);
    if (phases.bytesReceived < bytes) {
      discardRest(socket, bytes - phases.bytesReceived);
      return null;
    }
    if (runDelayNs() - delayBefore > MOST_DELAY_NS) return null;
    const { waitingNs, wakeUpNs, copyingNs } = phases;
    // The kernel begins to stamp a moment after the request.
    return waitingNs === null ? null : { waitingNs, wakeUpNs, copyingNs, cpuNs };
  },
});

const blocking = (socket, bytes) => {
  const buffer = Buffer.alloc(bytes, 1);
  return readerOf(socket, bytes, {
    wait: (startedNs) => socket.recvPhasesInto(buffer, { startedNs }),
  });
};

const polling = (socket, bytes) =>
  readerOf(socket, bytes, {
    wait: (startedNs) => {
      socket.setblocking(false);
      let read = null;
      while (read === null) read = socket.tryRecvPhases(bytes, { startedNs });
      return { ...read, bytesReceived: read.data.length };
    },
  });

const selecting = (Selector) => (socket, bytes) => {
  const buffer = Buffer.alloc(bytes, 1);
  const selector = new Selector();
  selector.register(socket, EVENT_READ);
  return readerOf(socket, bytes, {
    wait: (startedNs) => {
      while (selector.select().length === 0);
      return socket.recvPhasesInto(buffer, { startedNs });
    },
    close: () => selector.close(),
  });
};

const selectingAsync = (socket, bytes) => {
  const buffer = Buffer.alloc(bytes, 1);
  const selector = new EpollSelector();
  selector.register(socket, EVENT_READ);
  return readerOf(socket, bytes, {
    wait: async (startedNs) => {
      while ((await selector.selectAsync()).length === 0);
      return socket.recvPhasesInto(buffer, { startedNs });
    },
    close: () => selector.close(),
  });
};

const sized = (id, label, open) => [
  { id: `${id}-64`, label: `${label}, 64 B`, bytes: 64, open },
  { id: `${id}-4096`, label: `${label}, 4 KiB`, bytes: 4096, open },
  { id: `${id}-65536`, label: `${label}, 64 KiB`, bytes: 65536, open },
];

const small = (id, label, open) => ({ id, label, bytes: 64, open });

export const cases = [
  ...sized('blocking', 'blocking', blocking),
  small('non-blocking', 'non-blocking, polled', polling),
  small('select', 'select', selecting(SelectSelector)),
  small('poll', 'poll', selecting(PollSelector)),
  small('epoll', 'epoll', selecting(EpollSelector)),
  small('select-async', "epoll, on Node's event loop", selectingAsync),
  small('ring', 'io_uring, as UringDriver has it', openRing('deferred')),
  small('ring-at-once', 'io_uring, at once', openRing('immediate')),
];
