// close() ends what is under way, and refuses what comes later.
import { SHUT_WR } from '@fdset/posix';
import { property } from '../stream-property.js';
import { claim } from '../stream-trial.js';
import type { Begun, Trial } from '../stream-trial.js';

const claimClosed = async (trial: Trial, begun: Begun<unknown>): Promise<void> => {
  const error = await trial.failure(begun);
  const { code } = error;
  claim(
    code === 'ERR_FDSET_CLOSED',
    `${begun.what} has rejected with ${String(error)} (${String(code)}), not ERR_FDSET_CLOSED`,
  );
};

/** Properties of closing. */
export const closingProperties = [
  property('close wakes what is under way, with ERR_FDSET_CLOSED', async (trial) => {
    const { a } = trial;
    const flood = trial.flood();
    const begun = [
      trial.begin('recv', () => a.recv(10)),
      trial.begin('the recv after it', () => a.recvInto(Buffer.alloc(1))),
      trial.begin('sendall', () => a.sendall(flood)),
      trial.begin('the send after it', () => a.send(Buffer.from('x'))),
    ];
    for (const one of begun) await trial.mustWait(one, 'the peer does nothing');
    await a.close();
    for (const one of begun) await claimClosed(trial, one);
  }),

  property('after close every verb fails with ERR_FDSET_CLOSED, but close', async (trial) => {
    const { a, b } = trial;
    await trial.sendall(b, 'unread');
    await a.close();
    const data = Buffer.from('x');
    await claimClosed(
      trial,
      trial.begin('recv', () => a.recv(1)),
    );
    await claimClosed(
      trial,
      trial.begin('recvInto', () => a.recvInto(Buffer.alloc(1))),
    );
    await claimClosed(
      trial,
      trial.begin('send', () => a.send(data)),
    );
    await claimClosed(
      trial,
      trial.begin('sendall', () => a.sendall(data)),
    );
    await claimClosed(
      trial,
      trial.begin('shutdown', async () => a.shutdown(SHUT_WR)),
    );
    await trial.result(trial.begin('close', async () => a.close()));
  }),
];
