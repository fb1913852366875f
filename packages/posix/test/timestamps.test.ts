import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as posix from '@fdset/posix';
import { thrownBy } from './helpers/thrown-by.js';
import { openedFromNow } from '../../../scripts/test/opened-from-now.mjs';

const SECOND_NS = 1_000_000_000n;
const RX_STAMPS = posix.SOF_TIMESTAMPING_RX_SOFTWARE | posix.SOF_TIMESTAMPING_SOFTWARE;

/** The data of a control message: three times of two words each. */
const scmTimestamping = (...words: bigint[]): Uint8Array =>
  new Uint8Array(BigInt64Array.from(words).buffer);

describe('clockGettimeNs', () => {
  it('CLOCK_REALTIME is the time since the epoch', () => {
    const before = BigInt(Date.now()) * 1_000_000n;
    const now = posix.clockGettimeNs(posix.CLOCK_REALTIME);
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThan(BigInt(Date.now() + 1) * 1_000_000n);
  });

  it('CLOCK_MONOTONIC never goes back', () => {
    const readings = Array.from({ length: 1000 }, () =>
      posix.clockGettimeNs(posix.CLOCK_MONOTONIC),
    );
    const sorted = readings.toSorted((a, b) => Number(a - b));
    expect(readings).toEqual(sorted);
  });

  it('CLOCK_THREAD_CPUTIME_ID stands still while the thread sleeps', () => {
    const clocks = [posix.CLOCK_THREAD_CPUTIME_ID, posix.CLOCK_MONOTONIC];
    const before = clocks.map((clock) => posix.clockGettimeNs(clock));
    posix.sleep(50);
    const [spent, slept] = clocks.map((clock, i) => posix.clockGettimeNs(clock) - before[i]!);
    expect(2n * spent!).toBeLessThan(slept!);
  });

  it('a clock that there is not is EINVAL; what is no clock is a TypeError', () => {
    expect(thrownBy(() => posix.clockGettimeNs(12_345))).toMatchObject({
      code: 'EINVAL',
      syscall: 'clock_gettime',
    });
    expect(thrownBy(() => posix.clockGettimeNs('now' as never)).name).toBe('TypeError');
  });
});

describe('decoding', () => {
  it('a timespec of 64-bit words, and one of 32-bit words', () => {
    const wide = new Uint8Array(BigInt64Array.of(1_700_000_000n, 999_999_999n).buffer);
    expect(posix.decodeTimespecNs(wide)).toBe(1_700_000_000_999_999_999n);
    const narrow = new Uint8Array(Int32Array.of(1_700_000_000, 999_999_999).buffer);
    expect(posix.decodeTimespecNs(narrow)).toBe(1_700_000_000_999_999_999n);
  });

  it('a scm_timestamping holds the software stamp first, the hardware stamp last', () => {
    expect(posix.decodeTimestamps(scmTimestamping(1n, 2n, 3n, 4n, 5n, 6n))).toEqual({
      softwareNs: SECOND_NS + 2n,
      hardwareNs: 5n * SECOND_NS + 6n,
    });
    const narrow = new Uint8Array(Int32Array.of(1, 2, 3, 4, 5, 6).buffer);
    expect(posix.decodeTimestamps(narrow)).toEqual({
      softwareNs: SECOND_NS + 2n,
      hardwareNs: 5n * SECOND_NS + 6n,
    });
  });

  it('a time of zero is no stamp, and neither is a message that was cut off', () => {
    expect(posix.decodeTimestamps(scmTimestamping(0n, 0n, 0n, 0n, 0n, 7n))).toEqual({
      softwareNs: null,
      hardwareNs: 7n,
    });
    expect(posix.decodeTimestamps(new Uint8Array(0))).toEqual({
      softwareNs: null,
      hardwareNs: null,
    });
  });

  it('bytes that do not begin at a word are decoded as well', () => {
    const shifted = Buffer.concat([Buffer.of(0), scmTimestamping(1n, 2n, 0n, 0n, 0n, 0n)]);
    expect(posix.decodeTimestamps(shifted.subarray(1)).softwareNs).toBe(SECOND_NS + 2n);
  });
});

describe('tryRecvStamped on Unix datagrams', () => {
  let a: number;
  let b: number;
  beforeEach(() => {
    [a, b] = posix.socketpair(posix.AF_UNIX, posix.SOCK_DGRAM);
    posix.setsockopt(b, posix.SOL_SOCKET, posix.SO_TIMESTAMPNS, 1);
  });
  afterEach(() => [a, b].forEach((fd) => posix.close(fd)));

  it('tells when the message arrived, when it was asked for and how long the call took', () => {
    const before = posix.clockGettimeNs(posix.CLOCK_REALTIME);
    posix.send(a, Buffer.from('when'));
    const sent = posix.clockGettimeNs(posix.CLOCK_REALTIME);
    posix.sleep(2);
    const buffer = Buffer.alloc(10);
    const received = posix.tryRecvStamped(b, buffer, 1)!;
    expect(buffer.toString('latin1', 1, 5)).toBe('when');
    expect(received.bytesReceived).toBe(4);
    expect(received.timestampNs).toBeGreaterThanOrEqual(before);
    expect(received.timestampNs).toBeLessThanOrEqual(sent);
    expect(received.calledNs - sent).toBeGreaterThanOrEqual(2_000_000n);
    expect(received.copyingNs).toBeGreaterThan(0);
    expect([received.softwareNs, received.hardwareNs]).toEqual([null, null]);
  });

  it('is null when nothing is there, on a blocking descriptor too', () => {
    expect(posix.tryRecvStamped(b, Buffer.alloc(1))).toBeNull();
  });

  it('flags a truncated datagram', () => {
    posix.send(a, Buffer.from('longer'));
    const received = posix.tryRecvStamped(b, Buffer.alloc(2))!;
    expect([received.bytesReceived, received.flags & posix.MSG_TRUNC]).toEqual([
      2,
      posix.MSG_TRUNC,
    ]);
  });

  it('leaks no descriptor that was sent along', () => {
    const [r, w] = posix.pipe();
    const opened = openedFromNow();
    for (const fds of [[r], Array.from({ length: 40 }, () => w)]) {
      posix.sendmsg(a, Buffer.from('x'), { fds });
      posix.tryRecvStamped(b, Buffer.alloc(1));
    }
    expect(opened()).toEqual([]);
    [r, w].forEach((fd) => posix.close(fd));
  });

  it('of a message that came before the option has the stamp of its reception', () => {
    posix.setsockopt(b, posix.SOL_SOCKET, posix.SO_TIMESTAMPNS, 0);
    posix.send(a, Buffer.from('x'));
    posix.setsockopt(b, posix.SOL_SOCKET, posix.SO_TIMESTAMPNS, 1);
    const { timestampNs, calledNs } = posix.tryRecvStamped(b, Buffer.alloc(1))!;
    expect(timestampNs).toBeGreaterThan(calledNs);
  });

  it('of a socket without the option has no stamp', () => {
    posix.send(b, Buffer.from('x'));
    expect(posix.tryRecvStamped(a, Buffer.alloc(1))).toMatchObject({
      timestampNs: null,
      softwareNs: null,
    });
  });
});

it('SO_TIMESTAMPING stamps UDP; recvmsg has the stamp in both forms, and the sender is named', () => {
  const host = '127.0.0.1';
  const receiver = posix.socket(posix.AF_INET, posix.SOCK_DGRAM);
  const sender = posix.socket(posix.AF_INET, posix.SOCK_DGRAM);
  posix.bind(receiver, { host, port: 0 });
  posix.bind(sender, { host, port: 0 });
  posix.connect(sender, posix.getsockname(receiver));
  posix.setsockopt(receiver, posix.SOL_SOCKET, posix.SO_TIMESTAMPING, RX_STAMPS);
  let message: posix.ReceivedMessage;
  // The kernel begins to stamp packets a moment after setsockopt has asked for it.
  do {
    posix.sleep(1);
    posix.send(sender, Buffer.from('x'));
    message = posix.recvmsg(receiver, Buffer.alloc(1), { controlBytes: 128 });
  } while (message.timestampNs === undefined);
  expect(message.timestamps).toEqual({ softwareNs: message.timestampNs, hardwareNs: null });
  posix.send(sender, Buffer.from('y'));
  const stamped = posix.tryRecvStamped(receiver, Buffer.alloc(1))!;
  expect(stamped.softwareNs).toBeGreaterThan(message.timestampNs);
  expect(stamped.address).toEqual(posix.getsockname(sender));
  [receiver, sender].forEach((fd) => posix.close(fd));
});
