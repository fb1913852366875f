// Explains asynchronous reads in sentences that follow from what was seen in this run.
import { us } from '../walkthrough/numbers.js';
import type { AsyncReaderName } from './async-readers.js';
import type { MeasuredAsync } from './measure-async.js';

export function explainAsync(measured: readonly MeasuredAsync[]): string[] {
  const of = (name: AsyncReaderName): MeasuredAsync | undefined =>
    measured.find((one) => one.name === name);
  const [selector, uring, atOnce] = [of('selector')!, of('uring'), of('uring at once')];
  return [
    `selector (AsyncSocket over epoll): the submit returned after ${us(selector.submitNs)}. ${orderOf(selector)} In the callback recv copies, and then the promise is resolved.`,
    ...(uring === undefined
      ? []
      : [
          `uring (AsyncSocket with UringDriver): the submit returned after ${us(uring.submitNs)}. ${orderOf(uring)} This driver has the kernel wait with the copy for the io_uring_enter of the callback (IORING_SETUP_DEFER_TASKRUN); nothing calls recv.`,
        ]),
    ...(atOnce === undefined
      ? []
      : [
          `uring at once (posix.Ring with taskWork: 'immediate'): the submit returned after ${us(atOnce.submitNs)}. ${orderOf(atOnce)} This is the document's model, but for the signal: an eventfd notifies, for which the event loop waits.`,
        ]),
    "Times are clock readings around the calls, medians; the second begins with the sender's clock just before its send. Bytes in the socket: MSG_PEEK, in other reads than the timed ones. When the copy was made is derived.",
  ];
}

/** What came first in every read that looked; a mixed result is told as such. */
function orderOf({ inSocket, inMemory, bytes }: MeasuredAsync): string {
  if (inSocket.every((count) => count === bytes))
    return 'The notification preceded the copy: the bytes were still in the socket.';
  if (inSocket.every((count) => count === 0) && inMemory.every(Boolean))
    return "The copy preceded the notification: the socket was empty then, and the bytes were in the ring's memory.";
  return `Mixed in this run: ${inSocket.join(', ')} bytes in the socket at the notification.`;
}
