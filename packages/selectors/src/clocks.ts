// The clocks and timers that waits use, taken once when the package is loaded. A test runner's fake clock may replace those
// of globalThis, and a wait on the kernel that uses a stopped clock would never end.

import { monotonicMs } from '@fdset/posix';
import * as timers from 'node:timers';

const { clearImmediate, clearTimeout, setImmediate, setTimeout } = timers;

/** The event loop's own timers, and the kernel's clock in ms. */
export const clocks = Object.freeze({
  monotonicMs,
  clearImmediate,
  clearTimeout,
  setImmediate,
  setTimeout,
});
