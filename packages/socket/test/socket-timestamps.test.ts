import { controlSpace, fdsSpace, pipe } from '@fdset/posix';
import { closeSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  AF_UNIX,
  MSG_CTRUNC,
  SOCK_DGRAM,
  SOCK_STREAM,
  SOL_SOCKET,
  SO_TIMESTAMPING,
  SO_TIMESTAMPNS,
  createConnection,
} from '../src/index.js';
import { owned, ownedListener, ownedPair, thrownBy } from './support/sockets.js';
import { now, udpPair, kinds, untilStamped, stampedPair } from './support/stamped-pairs.js';
import { openedFromNow, SOCKETS_AND_PIPES } from '../../../scripts/test/opened-from-now.mjs';

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
    // With this call the object has asked the kernel once, and knows that stamps are off.
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
    const opened = openedFromNow(SOCKETS_AND_PIPES);
    sender.sendFds('x', ends);
    const { fds, flags } = receiver.recvFds(1, 1);
    expect([fds.length, flags & MSG_CTRUNC]).toEqual([1, MSG_CTRUNC]);
    fds.forEach((fd) => closeSync(fd));
    expect(opened()).toEqual([]);
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
