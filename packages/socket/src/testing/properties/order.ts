// Calls at once are served one after the other, in the order in which they were made.
import { property } from '../stream-property.js';
import { claim, claimSame } from '../stream-trial.js';

/** Properties of several calls at once. */
export const orderProperties = [
  property('reads at once are served in order', async (trial) => {
    const { a, b } = trial;
    const reads = [3, 3, 3].map((size) => trial.begin('recv', () => b.recv(size)));
    await trial.sendall(a, '123456789');
    const received: Buffer[] = [];
    for (const read of reads) received.push(await trial.result(read));
    claim(!received.some(({ length }) => length === 0), 'one of them got the end of the stream');
    const rest = await trial.recvAll(b, 9 - Buffer.concat(received).length);
    claimSame(Buffer.concat([...received, rest]), Buffer.from('123456789'));
  }),

  property('a read that is given up before its turn takes nothing', async (trial) => {
    const { a, b } = trial;
    const controller = new AbortController();
    const first = trial.begin('the first recv', () => b.recv(3));
    const second = trial.begin('the second recv', () => b.recv(3, { signal: controller.signal }));
    const third = trial.begin('the third recv', () => b.recv(3));
    controller.abort();
    await trial.failure(second);
    await trial.sendall(a, '123456');
    const received = Buffer.concat([await trial.result(first), await trial.result(third)]);
    const rest = await trial.recvAll(b, 6 - received.length);
    claimSame(Buffer.concat([received, rest]), Buffer.from('123456'));
  }),

  property('writes at once do not mix', async (trial) => {
    const { a, b, maxBufferedBytes } = trial;
    const data = [1, 2].map((byte) => Buffer.alloc(maxBufferedBytes, byte));
    const writes = data.map((one) => trial.begin('sendall', () => a.sendall(one)));
    claimSame(await trial.recvAll(b, 2 * maxBufferedBytes), Buffer.concat(data));
    for (const write of writes) await trial.result(write);
  }),

  property('a write that is given up before its turn sends nothing', async (trial) => {
    const { a, b } = trial;
    const controller = new AbortController();
    const { signal } = controller;
    const flood = trial.flood();
    const first = trial.begin('the first sendall', () => a.sendall(flood));
    const given = trial.begin('the second sendall', () => a.sendall(Buffer.from('2'), { signal }));
    const third = trial.begin('the third sendall', () => a.sendall(Buffer.from('3')));
    await trial.mustWait(given, 'the one before it waits');
    controller.abort();
    const { bytesSent } = await trial.failure(given);
    claim(bytesSent === 0, `bytesSent is ${String(bytesSent)}, not 0`);
    const received = await trial.recvAll(b, flood.length + 1);
    claimSame(received, Buffer.concat([flood, Buffer.from('3')]));
    await trial.result(first);
    await trial.result(third);
  }),
];
