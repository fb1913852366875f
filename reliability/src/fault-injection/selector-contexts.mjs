// The selectors on which operations act, and checks of what each must still do afterwards.
import * as posix from '@fdset/posix';
import * as selectors from '@fdset/selectors';

import { expect } from './expect.mjs';

const { EVENT_READ } = selectors;

export const withPair = (s, Selector) => {
  const [fd, peer] = s.nonblockingPair();
  return { fd, peer, selector: s.keep(new Selector()) };
};

export const registered = (s, Selector) => {
  const context = withPair(s, Selector);
  context.selector.register(context.fd, EVENT_READ, 'data');
  return context;
};

export const registeredReady = (s, Selector) => {
  const context = registered(s, Selector);
  posix.send(context.peer, Buffer.from('x'));
  return context;
};

// The first asynchronous wait of a selector over poll or select makes its companion set.
export const waitedAsync = (context) => {
  context.selector.selectAsync().catch(() => {});
  return context;
};

export const withWaker = (s, Selector) => {
  const context = registered(s, Selector);
  return { ...context, waker: context.selector.waker() };
};

export const events = (selector, timeoutMs) =>
  selector.select(timeoutMs).map((entry) => entry.events);

export const reportsReading = ({ selector, peer }) => {
  posix.send(peer, Buffer.from('x'));
  expect(events(selector, 0).includes(EVENT_READ), 'the registration is not reported');
};

export const asyncReportsReading = async ({ selector, peer }) => {
  posix.send(peer, Buffer.from('x'));
  selector.wakeup();
  const signal = AbortSignal.timeout(1000);
  await selector.selectAsync(0);
  const [entry] = await selector.selectAsync(null, { signal });
  expect(entry?.events === EVENT_READ, 'selectAsync does not report the registration');
};
