import { controlSpace, fdsSpace, pipe } from '@fdset/posix';
import { closeSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  AF_INET,
  AF_INET6,
  AF_UNIX,
  CLOCK_REALTIME,
  MSG_CTRUNC,
  MSG_TRUNC,
  SOCK_DGRAM,
  SOCK_SEQPACKET,
  SOCK_STREAM,
  SOL_SOCKET,
  SO_TIMESTAMPING,
  SO_TIMESTAMPNS,
  Socket,
  clockGettimeNs,
  createConnection,
} from '../src/index.js';
import type { PhasedMessage, ReadPhases } from '../src/index.js';
import { startPeer } from './support/peer.js';
import {
  countSockets,
  measure,
  owned,
  ownedListener,
  ownedPair,
  ownedTcpPair,
  thrownBy,
} from './support/sockets.js';

const now = (): bigint => clockGettimeNs(CLOCK_REALTIME);

const tcpPair = (): [Socket, Socket] => {
  const { client, server } = ownedTcpPair();
  return [client, server];
};

const udpPair = (family = AF_INET, host = '127.0.0.1'): [Socket, Socket] => {
  const [a, b] = [owned(new Socket(family, SOCK_DGRAM)), owned(new Socket(family, SOCK_DGRAM))];
  for (const socket of [a, b]) socket.bind({ host, port: 0 });
  a.connect(b.getsockname());
  b.connect(a.getsockname());
  return [a, b];
};

// [name, pair of sockets, the option that stamps them]
const kinds: [string, () => [Socket, Socket], number][] = [
  ['TCP', tcpPair, SO_TIMESTAMPING],
  ['UDP', udpPair, SO_TIMESTAMPNS],
  ['UDP over IPv6', () => udpPair(AF_INET6, '::1'), SO_TIMESTAMPNS],
  ['Unix datagrams', () => ownedPair(AF_UNIX, SOCK_DGRAM), SO_TIMESTAMPNS],
  ['Unix seqpackets', () => ownedPair(AF_UNIX, SOCK_SEQPACKET), SO_TIMESTAMPNS],
];

/** Sends until the kernel stamps: it begins a moment after it was asked to. */
const untilStamped = (sender: Socket, receiver: Socket): void => {
  do sender.send('warm up');
  while (receiver.recvPhases(100).arrivedNs === null);
};

const stampedPair = (make: () => [Socket, Socket]): [Socket, Socket] => {
  const [sender, receiver] = make();
  receiver.setTimestamps(true);
  untilStamped(sender, receiver);
  return [sender, receiver];
};

const expectOrder = (read: ReadPhases): void => {
  expect(read.arrivedNs).not.toBeNull();
  for (const phase of [read.waitingNs, read.wakeUpNs, read.copyingNs])
    expect(phase).toBeGreaterThanOrEqual(0);
  expect(read.runningNs).toBeGreaterThanOrEqual(read.startedNs);
};

describe.each(kinds)('%s: setTimestamps', (_, make, option) => {
  it('asks the kernel by the option that stamps this kind of socket, and takes it back', () => {
    const [, receiver] = make();
    const options = () =>
      [SO_TIMESTAMPNS, SO_TIMESTAMPING].filter((o) => receiver.getsockopt(SOL_SOCKET, o) !== 0);
    receiver.setTimestamps(true);
    expect(options()).toEqual([option]);
    receiver.setTimestamps(false);
    expect(options()).toEqual([]);
    receiver.setTimestamps({});
    expect(options()).toEqual([option]);
  });

  it('gives recvmsg its timestampNs without room for it being asked for', () => {
    const [sender, receiver] = stampedPair(make);
    const before = now();
    sender.send('when');
    const message = receiver.recvmsg(100);
    expect(message.data.toString()).toBe('when');
    expect(message.timestampNs).toBeGreaterThanOrEqual(before);
    expect(message.timestampNs).toBeLessThanOrEqual(now());
    expect(message.flags & MSG_CTRUNC).toBe(0);
    sender.send('again');
    expect(receiver.tryRecvmsg(100)?.timestampNs).toBeGreaterThan(message.timestampNs!);
    sender.send('and again');
    expect(receiver.recvmsgInto(Buffer.alloc(9)).timestampNs).toBeGreaterThan(before);
  });

  it('switched off leaves messages without one', () => {
    const [sender, receiver] = stampedPair(make);
    receiver.setTimestamps(false);
    sender.send('when');
    expect(receiver.recvmsg(100).timestampNs).toBeUndefined();
    sender.send('when');
    expect(receiver.recvPhases(100)).toMatchObject({ arrivedNs: null, waitingNs: null });
  });
});

describe('setTimestamps', () => {
  it('with SO_TIMESTAMPING gives recvmsg both kinds of stamp', () => {
    const [sender, receiver] = stampedPair(udpPair);
    receiver.setTimestamps({ hardware: true });
    untilStamped(sender, receiver);
    sender.send('x');
    const { timestampNs, timestamps } = receiver.recvmsg(100);
    expect(timestampNs).toBeTypeOf('bigint');
    // The loopback interface has no clock.
    expect(timestamps).toEqual({ softwareNs: timestampNs, hardwareNs: null });
  });

  it('of a listener is inherited by what it accepts, whose recvmsg makes room by itself', () => {
    const { listener, address } = ownedListener();
    listener.setTimestamps(true);
    let stamped = false;
    while (!stamped) {
      const client = owned(createConnection(address));
      const server = owned(listener.accept()[0]);
      client.send('first');
      stamped = server.recvmsg(100).timestampNs !== undefined;
    }
  });

  it('made with setsockopt, or on another object, is seen as well', () => {
    const [sender, receiver] = ownedPair(AF_UNIX, SOCK_DGRAM);
    // By now the object has asked the kernel once, and knows that there are none.
    expect(receiver.tryRecvmsg(100)).toBeNull();
    sender.send('x');
    receiver.setsockopt(SOL_SOCKET, SO_TIMESTAMPNS, true);
    expect(receiver.recvmsg(100).timestampNs).toBeTypeOf('bigint');
    const other = owned(receiver.dup());
    sender.send('x');
    expect(other.recvmsg(100).timestampNs).toBeTypeOf('bigint');
  });

  it('leaves the room that descriptors were given as it is', () => {
    const [sender, receiver] = ownedPair(AF_UNIX, SOCK_DGRAM);
    receiver.setTimestamps(true);
    const ends = pipe();
    onTestFinished(() => ends.forEach((fd) => closeSync(fd)));
    sender.sendFds('x', ends);
    const message = receiver.recvmsg(1, { controlBytes: fdsSpace(2) });
    expect(message.timestampNs).toBeTypeOf('bigint');
    expect(message.fds).toHaveLength(2);
    message.fds.forEach((fd) => closeSync(fd));
    const before = countSockets();
    sender.sendFds('x', ends);
    const { fds, flags } = receiver.recvFds(1, 1);
    expect([fds.length, flags & MSG_CTRUNC]).toEqual([1, MSG_CTRUNC]);
    fds.forEach((fd) => closeSync(fd));
    expect(countSockets()).toBe(before);
  });

  it('is refused for Unix streams, which the kernel does not stamp', () => {
    const [a] = ownedPair(AF_UNIX, SOCK_STREAM);
    const error = thrownBy(() => a.setTimestamps(true));
    expect(error).toMatchObject({ name: 'TypeError', code: 'ERR_FDSET_UNSUPPORTED' });
    expect(error.message).toMatch(/Unix stream/);
    a.setTimestamps(false);
  });

  it('refuses hardware stamps on a Unix socket and what is no setting', () => {
    const [a] = ownedPair(AF_UNIX, SOCK_DGRAM);
    expect(thrownBy(() => a.setTimestamps({ hardware: true })).code).toBe('ERR_FDSET_UNSUPPORTED');
    for (const bad of [1, 'yes', null, undefined, [], { hardware: 1 }])
      expect(thrownBy(() => a.setTimestamps(bad as never)).code).toBe('ERR_FDSET_INVALID_ARG_TYPE');
    a.close();
    expect(thrownBy(() => a.setTimestamps(true)).code).toBe('ERR_FDSET_CLOSED');
  });

  it('keeps a wrong controlBytes wrong', () => {
    const [sender, receiver] = ownedPair(AF_UNIX, SOCK_DGRAM);
    receiver.setTimestamps(true);
    sender.send('x');
    expect(() => receiver.recvmsg(1, { controlBytes: -1 })).toThrow(RangeError);
    expect(() => receiver.recvmsg(1, { controlBytes: 'x' as never })).toThrow(TypeError);
    expect(receiver.recvmsg(1, { controlBytes: controlSpace(0) }).data.toString()).toBe('x');
  });
});

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
    // Some other socket of the system may have had the kernel stamp packets all the time.
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
    const before = countSockets();
    sender.sendFds('x', [sender, receiver]);
    receiver.recvPhases(1);
    expect(countSockets()).toBe(before);
  });
});
