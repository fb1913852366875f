// Drivers of asynchronous sockets whose calls into the kernel are counted. libuv's own wait comes before each of their turns, which no
// program can count.
import { Ring } from '@fdset/posix';
import { SelectorDriver, UringDriver } from '@fdset/socket/async';
import type { Counts } from '../counts/counts.js';

/** Counts each look of the driver into its epoll set, in which it receives for all sockets that are ready. */
export function countedSelectorDriver(counts: Counts): SelectorDriver {
  const driver = new SelectorDriver();
  const receive = driver.set.receive.bind(driver.set);
  driver.set.receive = () => {
    counts.waits += 1;
    return receive();
  };
  return driver;
}

/** Counts io_uring_enter of all rings of this process: a driver makes its ring anew when it has had no sockets. */
export function countedUringDriver(counts: Counts): UringDriver {
  for (const name of ['submit', 'drain'] as const) {
    const method = Ring.prototype[name];
    Ring.prototype[name] = function (this: Ring) {
      counts.ringEnters += 1;
      return method.call(this);
    };
  }
  return new UringDriver();
}
