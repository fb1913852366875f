// selectors: after a failed call a selector must still do all that it did before.
import * as posix from '@fdset/posix';
import * as selectors from '@fdset/selectors';

import { expect } from '../expect.mjs';
import {
  asyncReportsReading,
  events,
  registered,
  registeredReady,
  reportsReading,
  waitedAsync,
  withPair,
  withWaker,
} from '../selector-contexts.mjs';

const { EVENT_READ, EVENT_WRITE, Waker } = selectors;
const WAIT_MS = 20;

const classes = {
  EpollSelector: selectors.EpollSelector,
  PollSelector: selectors.PollSelector,
  SelectSelector: selectors.SelectSelector,
};

const checkRegister = (context, { failed }) => {
  const { selector, fd } = context;
  expect(selector.getMap().size === (failed ? 0 : 1), 'the map is not as reported');
  if (failed) selector.register(fd, EVENT_READ, 'data');
  reportsReading(context);
};

const checkModify = (context, { failed }) => {
  const { selector, fd } = context;
  const { events: now, data } = selector.getKey(fd);
  expect(now === (failed ? EVENT_READ : EVENT_WRITE), 'the key is not as reported');
  expect(data === (failed ? 'data' : 'other'), 'the data is not as reported');
  if (failed) return reportsReading(context);
  return expect(events(selector, 0).includes(EVENT_WRITE), 'the change is not reported');
};

// Makes a stale entry: the registered number is closed, and the file stays open under another number.
const withStaleEntry = (s, Selector) => {
  const [fd, peer] = s.nonblockingPair();
  const context = registered(s, Selector);
  const closed = posix.dup(fd);
  context.selector.register(closed, EVENT_READ);
  posix.close(closed);
  context.selector.unregister(closed);
  posix.send(peer, Buffer.from('x'));
  const [shot] = s.nonblockingPair();
  context.selector.register(shot, EVENT_WRITE, 'shot', { oneshot: true });
  context.selector.select(0);
  return { ...context, shot };
};

// The one-shot registration has reported. After a failed rebuild the selector must still know that the set has it.
const checkStale = (context) => {
  const { selector, shot } = context;
  selector.modify(shot, EVENT_WRITE, 'shot');
  expect(
    selector.select(0).some(({ key }) => key.data === 'shot'),
    'the one-shot registration cannot be armed again',
  );
  reportsReading(context);
};

const cannotClose = { close: 'throws', 'close EINTR': 'same' };
// The looks for signals before and after a wait.
const looks = { 'poll#1': 'same', 'poll#3': 'same' };
const looksOf = (Selector) => (Selector === selectors.SelectSelector ? { poll: 'same' } : looks);

// The selectors over poll and select have a companion set, which takes no regular file and needs no closed one.
const companion = { 'epoll_ctl EPERM': 'same', 'epoll_ctl EBADF': 'same' };

// libuv tests a descriptor by adding it to its own set, and aborts if it cannot remove it again. When it begins to watch,
// it removes the descriptor once more, whether it is in the set or not.
const watchRules = (Selector) =>
  Selector === selectors.EpollSelector
    ? { 'epoll_ctl#2': 'skip', 'epoll_ctl#3': 'same', 'ioctl ENOTTY': 'same' }
    : {
        'epoll_ctl#1 EPERM': 'same',
        'epoll_ctl#1 EBADF': 'same',
        'epoll_ctl#3': 'skip',
        'epoll_ctl#4': 'same',
        'ioctl ENOTTY': 'same',
      };

const companionRules = (Selector) => (Selector === selectors.EpollSelector ? {} : companion);

// If /proc cannot be read, wakers work without it.
const wakerRules = { 'openat EACCES': 'same' };

const registering = ([name, Selector]) => ({
  [`new ${name}`]: { act: (_, s) => void s.keep(new Selector()) },
  [`${name}.register`]: {
    setup: (s) => withPair(s, Selector),
    act: ({ selector, fd }) => void selector.register(fd, EVENT_READ, 'data'),
    check: checkRegister,
  },
  [`${name}.register after selectAsync`]: {
    setup: (s) => waitedAsync(withPair(s, Selector)),
    rules: companionRules(Selector),
    act: ({ selector, fd }) => void selector.register(fd, EVENT_READ, 'data'),
    check: checkRegister,
  },
  [`${name}.modify`]: {
    setup: (s) => registered(s, Selector),
    act: ({ selector, fd }) => void selector.modify(fd, EVENT_WRITE, 'other'),
    check: checkModify,
  },
  [`${name}.modify after selectAsync`]: {
    setup: (s) => waitedAsync(registered(s, Selector)),
    rules: { ...companionRules(Selector), 'epoll_ctl EPERM': 'throws' },
    act: ({ selector, fd }) => void selector.modify(fd, EVENT_WRITE, 'other'),
    async check(context, { failed }) {
      checkModify(context, { failed });
      if (failed) await asyncReportsReading(context);
    },
  },
});

const unregistering = ([name, Selector]) => ({
  // A descriptor that cannot be removed from the kernel's set is removed from the map all the same.
  [`${name}.unregister`]: {
    setup: (s) => registered(s, Selector),
    rules: { epoll_ctl: 'same' },
    act: ({ selector, fd }) => void selector.unregister(fd),
    check: ({ selector }) => expect(selector.getMap().size === 0, 'it is still registered'),
  },
  [`${name}.select, ready`]: {
    setup: (s) => registeredReady(s, Selector),
    rules: looksOf(Selector),
    act: ({ selector }) => events(selector, WAIT_MS),
    check: reportsReading,
  },
  [`${name}.select, time runs out`]: {
    setup: (s) => registered(s, Selector),
    rules: looksOf(Selector),
    act: ({ selector }) => events(selector, WAIT_MS),
    check: reportsReading,
  },
});

const looking = ([name, Selector]) => ({
  [`${name}.select, without waiting`]: {
    setup: (s) => registeredReady(s, Selector),
    act: ({ selector }) => events(selector, 0),
    check: reportsReading,
  },
  [`${name}.selectAsync`]: {
    setup: (s) => registered(s, Selector),
    rules: watchRules(Selector),
    act(context) {
      context.pending = context.selector.selectAsync(1000);
      context.pending.catch(() => {});
    },
    end({ selector, pending }) {
      selector.wakeup();
      return pending;
    },
    check: asyncReportsReading,
  },
});

const waking = ([name, Selector]) => ({
  [`${name}.waker`]: {
    setup: (s) => registered(s, Selector),
    rules: wakerRules,
    act: ({ selector }) => void selector.waker(),
    check(context) {
      context.selector.waker().wake();
      expect(context.selector.select(1000).length === 0, 'the wake-up was not seen');
      reportsReading(context);
    },
  },
  [`${name}, woken`]: {
    setup(s) {
      const context = withWaker(s, Selector);
      context.waker.wake();
      return context;
    },
    rules: { ...looksOf(Selector), 'read EAGAIN': 'same' },
    act: ({ selector }) => events(selector, WAIT_MS),
    check: reportsReading,
  },
  [`${name}.close`]: {
    setup: (s) => withWaker(s, Selector),
    rules: cannotClose,
    act: ({ selector }) => selector.close(),
    check: ({ selector }) => expect(selector.closed, 'it is not closed'),
  },
});

const operationsOf = (entry) => ({
  ...registering(entry),
  ...unregistering(entry),
  ...looking(entry),
  ...waking(entry),
});

// These errors mean that the number belongs to another file by now. The selector then rightly leaves it out.
const meansAnotherFile = {
  'epoll_ctl EPERM': 'skip',
  'epoll_ctl ELOOP': 'skip',
  'epoll_ctl EBADF': 'skip',
};

export const selectorOperations = Object.assign({}, ...Object.entries(classes).map(operationsOf), {
  'EpollSelector.select with a stale entry': {
    setup: (s) => withStaleEntry(s, selectors.EpollSelector),
    rules: { ...looks, ...meansAnotherFile },
    act: ({ selector }) => events(selector, 0),
    check: checkStale,
  },
  'Waker.from': {
    setup: (s) => withWaker(s, selectors.EpollSelector),
    rules: { ...wakerRules, 'fcntl EBADF': 'same' },
    act: ({ waker }, s) => void s.keep(Waker.from(waker.handle)),
  },
  'Waker.wake': {
    setup: (s) => withWaker(s, selectors.EpollSelector),
    rules: { 'write EAGAIN': 'same' },
    act: ({ waker }) => void waker.wake(),
    check({ waker, selector }) {
      waker.wake();
      expect(selector.select(1000).length === 0, 'the wake-up was not seen');
    },
  },
});
