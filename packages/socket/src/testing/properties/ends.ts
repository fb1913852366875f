// How a stream ends: one direction, both, and by the other end.
import { SHUT_WR } from '@fdset/posix';
import { property } from '../stream-property.js';
import { claim, claimSame, pattern } from '../stream-trial.js';

/** Properties of the end of a stream. */
export const endProperties = [
  property('half-close: the peer gets the rest and the end, and can still send', async (trial) => {
    const { a, b } = trial;
    await trial.sendall(a, 'last words');
    await a.shutdown(SHUT_WR);
    claimSame(await trial.recvRest(b), Buffer.from('last words'));
    claim((await trial.recv(b)).length === 0, 'after the end there are bytes again');
    await trial.failure(trial.begin('sendall after shutdown', () => a.sendall(Buffer.from('x'))));
    const answer = pattern(5000);
    const sending = trial.begin('sendall of the peer', () => b.sendall(answer));
    claimSame(await trial.recvAll(a, answer.length), answer);
    await trial.result(sending);
    await b.shutdown(SHUT_WR);
    claim((await trial.recv(a)).length === 0, 'the peer has ended too, and recv gives bytes');
  }),

  property('end: what was sent before close arrives, then the end, which stays', async (trial) => {
    const { a, b } = trial;
    await trial.sendall(a, 'sent before');
    await a.close();
    claimSame(await trial.recvRest(b), Buffer.from('sent before'));
    claim((await trial.recv(b)).length === 0, 'after the end there are bytes again');
    const room = Buffer.alloc(1);
    const into = await trial.result(trial.begin('recvInto', () => b.recvInto(room)));
    claim(into === 0, `recvInto gave ${into} at the end`);
    const iterating = trial.begin('an iteration at the end', async () => {
      for await (const chunk of b) return chunk.length;
      return 0;
    });
    claim((await trial.result(iterating)) === 0, 'an iteration gives bytes after the end');
  }),

  property('end: the end of the peer wakes a recv', async (trial) => {
    const { a, b } = trial;
    const atA = trial.begin('recv', () => a.recv(10));
    const atB = trial.begin('recv', () => b.recv(10));
    await trial.mustWait(atB, 'the peer has not ended');
    await a.shutdown(SHUT_WR);
    claim((await trial.result(atB)).length === 0, 'recv gives bytes where none were sent');
    await trial.mustWait(atA, 'only its own direction has ended');
    await b.close();
    claim((await trial.result(atA)).length === 0, 'recv gives bytes where none were sent');
  }),

  property('end: a peer that closes wakes a sendall, and later ones fail', async (trial) => {
    const { a, b } = trial;
    const flood = trial.flood();
    const sending = trial.begin('sendall', () => a.sendall(flood));
    await trial.mustWait(sending, 'nobody receives');
    await b.close();
    const { bytesSent } = await trial.failure(sending);
    claim(typeof bytesSent === 'number', `bytesSent is ${String(bytesSent)}`);
    await trial.failure(trial.begin('the next sendall', () => a.sendall(Buffer.from('x'))));
  }),
];
