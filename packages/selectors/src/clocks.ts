// The clocks that waits go by. A test runner's fake clock replaces those of globalThis, and a wait on the
// kernel by a clock that stands still would never end: they are taken once, when the package is loaded.

import { monotonicMs } from '@fdset/posix';
import * as timers from 'node:timers';

const { clearImmediate, clearTimeout, setImmediate, setTimeout } = timers;

/** The event loop's own timers, and the kernel's clock in ms, which nobody can replace. */
export const clocks = Object.freeze({
  monotonicMs,
  clearImmediate,
  clearTimeout,
  setImmediate,
  setTimeout,
});
