// A sender waits for a receiver that does not keep up.
import { property } from '../stream-property.js';
import { claim, claimSame } from '../stream-trial.js';

/** Properties of bounded buffers. */
export const backpressureProperties = [
  property('sendall waits for a peer that does not receive', async (trial) => {
    const { a, b, maxBufferedBytes } = trial;
    const flood = trial.flood();
    const sending = trial.begin('sendall', () => a.sendall(flood));
    await trial.mustWait(sending, `${flood.length} bytes are unread`);
    const received: Buffer[] = [];
    for (let unread = flood.length; unread > 0;) {
      const chunk = await trial.recv(b);
      claim(chunk.length > 0, `the stream has ended, and ${unread} bytes are missing`);
      received.push(chunk);
      unread -= chunk.length;
      const isTooSoon = sending.isSettled && unread > maxBufferedBytes;
      claim(!isTooSoon, `sendall has ended although ${unread} bytes are unread`);
    }
    await trial.result(sending);
    claimSame(Buffer.concat(received), flood);
  }),
];
