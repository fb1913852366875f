import { describe, expect, it } from 'vitest';
import { AF_UNIX, MSG_TRUNC, SOCK_DGRAM } from '../src/index.js';
import type { PhasedMessage, ReadPhases } from '../src/index.js';
import { startPeer } from './support/peer.js';
import { measure, ownedPair, thrownBy } from './support/sockets.js';
import { now, tcpPair, udpPair, kinds, stampedPair } from './support/stamped-pairs.js';
import { openedFromNow, SOCKETS_AND_PIPES } from '../../../scripts/test/opened-from-now.mjs';

const expectOrder = (read: ReadPhases): void => {
  expect(read.arrivedNs).not.toBeNull();
  for (const phase of [read.waitingNs, read.wakeUpNs, read.copyingNs])
    expect(phase).toBeGreaterThanOrEqual(0);
  expect(read.runningNs).toBeGreaterThanOrEqual(read.startedNs);
};

describe.each(kinds)('%s: recvPhases', (_, make) => {
  it('waits as long as the data takes to come, then wakes up and copies', async () => {
    const [sender, receiver] = stampedPair(make);
    const afterMs = 30;
    await startPeer('answerLater', sender, { afterMs });
    const startedNs = now();
    receiver.send('late');
    const read = receiver.recvPhases(100, { startedNs });
    expect(read.data.toString()).toBe('late');
    expect(read.waitingNs).toBeGreaterThanOrEqual(afterMs * 1e6);
    expectOrder(read);
    expect(read.arrivedNs).toBeGreaterThan(read.startedNs);
    expect(read.arrivedNs).toBeLessThanOrEqual(read.runningNs);
    expect(BigInt(read.waitingNs!)).toBe(read.arrivedNs! - read.startedNs);
    expect(BigInt(read.wakeUpNs!)).toBe(read.runningNs - read.arrivedNs!);
  });

  it('counts from startedNs when the wait began earlier', () => {
    const [sender, receiver] = stampedPair(make);
    const startedNs = now();
    const { wallMs } = measure(() =>
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20),
    );
    expect(wallMs).toBeGreaterThan(19);
    sender.send('x');
    const read = receiver.recvPhases(100, { startedNs });
    expectOrder(read);
    expect(read.waitingNs).toBeGreaterThanOrEqual(19e6);
  });

  it('has not waited for what was there already', () => {
    const [sender, receiver] = stampedPair(make);
    sender.send('x');
    const before = now();
    while (now() - before < 1_000_000n);
    const read = receiver.recvPhases(100);
    expectOrder(read);
    expect(read.waitingNs).toBe(0);
    expect(read.arrivedNs).toBeLessThan(read.startedNs);
    expect(BigInt(read.wakeUpNs!)).toBe(read.runningNs - read.startedNs);
  });

  it('does not take the time of reception for that of arrival', () => {
    const [sender, receiver] = make();
    sender.send('before stamps were on');
    receiver.setTimestamps(true);
    const { arrivedNs, waitingNs, wakeUpNs, copyingNs } = receiver.recvPhases(100);
    // The kernel may have stamped packets before, on behalf of another socket of the system.
    if (arrivedNs === null) expect([waitingNs, wakeUpNs]).toEqual([null, null]);
    expect(copyingNs).toBeGreaterThan(0);
  });

  it('never has a negative phase', () => {
    const [sender, receiver] = stampedPair(make);
    receiver.setblocking(false);
    const reads: PhasedMessage[] = [];
    for (let i = 0; i < 500; i++) {
      const startedNs = now();
      sender.send('x');
      let read: PhasedMessage | null;
      do read = receiver.tryRecvPhases(10, { startedNs });
      while (read === null);
      reads.push(read);
    }
    reads.filter(({ arrivedNs }) => arrivedNs !== null).forEach(expectOrder);
  });
});

describe('recvPhases', () => {
  it('without stamps gives the data and how long the copying took', () => {
    const [sender, receiver] = tcpPair();
    sender.send('x');
    expect(receiver.recvPhases(10)).toMatchObject({
      arrivedNs: null,
      waitingNs: null,
      wakeUpNs: null,
      copyingNs: expect.any(Number),
      address: null,
    });
  });

  it('at the end of a stream gives no data and no stamp', () => {
    const [sender, receiver] = stampedPair(tcpPair);
    sender.close();
    const read = receiver.recvPhases(10);
    expect([read.data.length, read.arrivedNs, read.wakeUpNs]).toEqual([0, null, null]);
  });

  it('copies into a buffer of the caller, names the sender and flags what was cut off', () => {
    const [sender, receiver] = stampedPair(udpPair);
    sender.send('0123456789');
    const buffer = Buffer.alloc(4);
    const read = receiver.recvPhasesInto(buffer);
    expectOrder(read);
    expect([buffer.toString(), read.bytesReceived]).toEqual(['0123', 4]);
    expect(read.flags & MSG_TRUNC).toBe(MSG_TRUNC);
    expect(read.address).toEqual(sender.getsockname());
  });

  it('would block as null or BlockingIOError, and times out', () => {
    const [, receiver] = stampedPair(tcpPair);
    expect(receiver.tryRecvPhases(10)).toBeNull();
    receiver.setblocking(false);
    expect(thrownBy(() => receiver.recvPhases(10)).code).toBe('EAGAIN');
    receiver.settimeout(15);
    const { wallMs } = measure(() =>
      expect(thrownBy(() => receiver.recvPhases(10)).message).toBe('recvmsg timed out after 15 ms'),
    );
    expect(wallMs).toBeGreaterThanOrEqual(15);
  });

  it('after close throws the closed error; misuse is named', () => {
    const [, receiver] = tcpPair();
    expect(thrownBy(() => receiver.recvPhases(-1)).code).toBe('ERR_FDSET_OUT_OF_RANGE');
    for (const startedNs of [1, '1', null])
      expect(thrownBy(() => receiver.recvPhases(1, { startedNs: startedNs as never })).code).toBe(
        'ERR_FDSET_INVALID_ARG_TYPE',
      );
    expect(thrownBy(() => receiver.recvPhasesInto('x' as never)).code).toBe(
      'ERR_FDSET_INVALID_ARG_TYPE',
    );
    receiver.close();
    for (const call of [
      () => receiver.recvPhases(1),
      () => receiver.tryRecvPhases(1),
      () => receiver.recvPhasesInto(Buffer.alloc(1)),
    ])
      expect(thrownBy(call).code).toBe('ERR_FDSET_CLOSED');
  });

  it('leaks no descriptor that was sent along', () => {
    const [sender, receiver] = stampedPair(() => ownedPair(AF_UNIX, SOCK_DGRAM));
    const opened = openedFromNow(SOCKETS_AND_PIPES);
    sender.sendFds('x', [sender, receiver]);
    receiver.recvPhases(1);
    expect(opened()).toEqual([]);
  });
});
