// posix: waits, wake-ups, signals, names and the watcher on the event loop.
import * as posix from '@fdset/posix';

const { AF_INET, SOCK_DGRAM, POLLIN } = posix;
const WAIT_MS = 20;

const quietFd = (s) => ({ fd: s.pair()[0] });

const readyFd = (s) => {
  const [fd, peer] = s.pair();
  posix.send(peer, Buffer.from('x'));
  return { fd };
};

const polled = ({ fd }) => Int32Array.of(fd, POLLIN, 0);
const selected = ({ fd }) => Int32Array.of(fd, posix.SELECT_READ, 0);

const epollOf = (context, s) => {
  const epfd = s.epoll();
  posix.epollCtl(epfd, posix.EPOLL_CTL_ADD, context.fd, posix.EPOLLIN, 7);
  return { ...context, epfd, hits: new Int32Array(3) };
};

// An interrupted wait goes on for the time that is left (PEP 475).
const waiting = (wait) => (context) => {
  const startedAt = performance.now();
  const ready = wait(context);
  if (ready === 0 && performance.now() - startedAt < WAIT_MS) throw new Error('it ended early');
  return ready;
};

// A wait looks for signals before and after; an error of a look counts as "none yet".
const looksForSignals = { 'poll#1': 'same', 'poll#3': 'same' };

const untilPending = () => {
  for (;;) {
    try {
      posix.checkInterrupt();
    } catch {
      return;
    }
  }
};

const withPendingSignal = (s) => {
  const ignore = () => {};
  process.on('SIGUSR2', ignore);
  s.defer(() => process.off('SIGUSR2', ignore));
  process.kill(process.pid, 'SIGUSR2');
  untilPending();
  return quietFd(s);
};

const interrupted = (call) => {
  try {
    call();
    return 'waited';
  } catch (error) {
    if (error instanceof posix.InterruptedError) return 'interrupted';
    throw error;
  }
};

const letSignalsPass = () => new Promise((resolve) => setTimeout(resolve, 5));

// Each wait in four forms: with a ready descriptor, until the time runs out, without waiting, and raw.
const waitForms = {
  waitFd: { symbols: ['poll'], call: (c, ms) => posix.waitFd(c.fd, POLLIN, ms) },
  waitPoll: { symbols: ['poll'], call: (c, ms) => posix.waitPoll(polled(c), 1, ms) },
  waitSelect: {
    symbols: ['select'],
    looks: { poll: 'same' },
    call: (c, ms) => posix.waitSelect(selected(c), 1, ms),
  },
  waitEpoll: {
    symbols: ['epoll_wait', 'poll'],
    setup: epollOf,
    call: (c, ms) => posix.waitEpoll(c.epfd, c.hits, ms),
  },
};

const formsOf = ([name, { symbols, call, setup = (context) => context, looks }]) => ({
  [`posix.${name}, ready`]: {
    symbols,
    setup: (s) => setup(readyFd(s), s),
    rules: looks ?? looksForSignals,
    act: (context) => call(context, WAIT_MS),
  },
  [`posix.${name}, time runs out`]: {
    symbols,
    setup: (s) => setup(quietFd(s), s),
    rules: looks ?? looksForSignals,
    act: waiting((context) => call(context, WAIT_MS)),
  },
  [`posix.${name}, without waiting`]: {
    symbols,
    setup: (s) => setup(readyFd(s), s),
    act: (context) => call(context, 0),
  },
  [`posix.${name} in a worker`]: {
    symbols,
    thread: 'worker',
    setup: (s) => setup(quietFd(s), s),
    act: waiting((context) => call(context, WAIT_MS)),
  },
});

const raw = { 'poll EINTR': 'throws', 'select EINTR': 'throws', 'epoll_wait EINTR': 'throws' };
const rawRules = { ...raw, 'pselect6 EINTR': 'throws', 'epoll_pwait EINTR': 'throws' };

const unneeded = { epoll_create1: 'same', epoll_ctl: 'same', epoll_wait: 'same' };
const opensEdge = (text) => text.endsWith('anon_inode:[eventpoll]');

export const waitOperations = Object.assign({}, ...Object.entries(waitForms).map(formsOf), {
  'posix.poll': { setup: readyFd, rules: rawRules, act: (c) => posix.poll(polled(c), 1, WAIT_MS) },
  'posix.select': {
    setup: readyFd,
    rules: rawRules,
    act: (c) => posix.select(selected(c), 1, WAIT_MS),
  },
  'posix.epollWait': {
    setup: (s) => epollOf(readyFd(s), s),
    rules: rawRules,
    act: ({ epfd, hits }) => posix.epollWait(epfd, hits, WAIT_MS),
  },
  'posix.sleep': {
    rules: looksForSignals,
    act: waiting(() => {
      posix.sleep(WAIT_MS);
      return 0;
    }),
  },
  // Without its edge (an epoll set) a wait asks again now and then instead.
  'the first wait of a main thread': {
    symbols: ['epoll_create1', 'epoll_ctl'],
    start: 'fresh',
    setup: quietFd,
    opens: opensEdge,
    // The write comes from libuv, which wakes the event loop of this thread for V8, and aborts if it cannot.
    rules: { ...looksForSignals, ...unneeded, 'poll#5': 'same', write: 'skip' },
    act: waiting(({ fd }) => posix.waitFd(fd, POLLIN, WAIT_MS)),
  },
  'the first wait of a worker': {
    thread: 'worker',
    start: 'fresh',
    setup: quietFd,
    opens: opensEdge,
    rules: unneeded,
    act: waiting(({ fd }) => posix.waitFd(fd, POLLIN, WAIT_MS)),
  },
  // A failed look is repeated within half a second, so the pending signal would be reported late; this is not tried. If it
  // cannot be found out whether JavaScript listens for a signal, the signal counts as one that it listens for.
  'a wait with a pending signal': {
    symbols: ['poll', 'pipe2', 'tee', 'read', 'close'],
    looks: false,
    setup: withPendingSignal,
    rules: { pipe2: 'same', tee: 'same', read: 'same', close: 'same', 'poll#1': 'skip' },
    act: ({ fd }) => interrupted(() => posix.waitFd(fd, POLLIN, WAIT_MS)),
    check: letSignalsPass,
  },
  'posix.epollCreate': {
    symbols: ['epoll_create1'],
    act: (_, s) => void s.fd(posix.epollCreate()),
  },
  'posix.epollCtl': {
    symbols: ['epoll_ctl'],
    setup: (s) => ({ ...quietFd(s), epfd: s.epoll() }),
    act: ({ fd, epfd }) => posix.epollCtl(epfd, posix.EPOLL_CTL_ADD, fd, posix.EPOLLIN),
  },
  'posix.createWakeup': {
    symbols: ['eventfd'],
    act: (_, s) => void s.fd(posix.createWakeup().readFd),
  },
  'posix.signalWakeup': {
    symbols: ['write'],
    setup: (s) => ({ fd: s.wakeup() }),
    rules: { 'write EAGAIN': 'same' },
    act: ({ fd }) => posix.signalWakeup(fd),
  },
  'posix.drainWakeup': {
    symbols: ['read'],
    setup: (s) => ({ fd: s.wakeup() }),
    rules: { 'read EAGAIN': 'same' },
    act: ({ fd }) => posix.drainWakeup(fd),
  },
  // Without statx the descriptor cannot be recognized later, so the end of the worker does not close it. Nothing else
  // changes.
  'posix.socket in a worker': {
    symbols: ['statx'],
    thread: 'worker',
    rules: { statx: 'same' },
    act: (_, s) => void s.fd(posix.socket(AF_INET, SOCK_DGRAM)),
  },
  'posix.Watcher': {
    symbols: ['uv_poll_init'],
    setup: (s) => ({ fd: s.epoll() }),
    // libuv aborts if it cannot remove the descriptor that it has just added.
    rules: { 'epoll_ctl#2': 'skip', 'ioctl ENOTTY': 'same' },
    act: ({ fd }, s) => void s.keep(new posix.Watcher(fd, () => {})),
  },
});
