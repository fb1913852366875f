import { describe, expect, it, onTestFinished } from 'vitest';
import { needsThat } from '../../../../../scripts/test/needs.mjs';
import { Socket, socketpair } from '../../../src/index.js';
import { AsyncSocket, UringDriver, listen } from '../../../src/async/index.js';
import { canUseRing } from '../../support/can-use-ring.js';
import { describeBytesSent } from '../contract/bytes-sent-contract.js';
import { describeAttempts } from '../contract/attempt-contract.js';
import { describeCancelling } from '../contract/cancel-contract.js';
import { describeProperties } from '../contract/check-stream-contract.js';
import { collect, fillSendQueue, rejectionOf } from '../contract/helpers.js';
import { describeKept } from '../contract/kept-contract.js';
import { describeHardCases } from '../contract/hard-contract.js';
import { describeMessages } from '../contract/message-contract.js';
import { describeMisuse } from '../contract/misuse-contract.js';
import { ownedAsync } from '../contract/pairs.js';
import { describeStreams } from '../contract/stream-contract.js';
import { describeVerbs } from '../contract/verb-contract.js';

const possible = needsThat(canUseRing(), 'needs io_uring');
let made: UringDriver | null = null;
const driver = (): UringDriver => (made ??= new UringDriver());

describe('the driver over io_uring', possible, () => {
  describeStreams('uring driver', driver);
  describeVerbs('uring driver', driver);
  describeAttempts('uring driver', driver);
  describeCancelling('uring driver', driver);
  describeBytesSent('uring driver', driver);
  describeProperties('uring driver', driver);
  describeMessages('uring driver', driver);
  describeHardCases('uring driver', driver);
  describeKept('uring driver', driver);
  describeMisuse('uring driver', driver);
});

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const pair = (): [AsyncSocket, AsyncSocket] =>
  socketpair().map((one) => ownedAsync(AsyncSocket.from(one, { driver: driver() }))) as [
    AsyncSocket,
    AsyncSocket,
  ];

describe('with operations in flight', possible, () => {
  it('no completion of a closed descriptor reaches the next one of its number', async () => {
    for (let round = 0; round < 50; round++) {
      const [a, b] = pair();
      const fd = a.fileno();
      const old = [a.recv(10), a.recv(10)];
      await turn();
      // Half of the rounds have bytes on their way when the descriptor is closed.
      if (round % 2 === 0) void b.send('old');
      b.close();
      a.close();
      for (const one of old) expect(['ERR_FDSET_CLOSED', 'read']).toContain(await endOf(one));
      const [next, other] = pair();
      expect([next.fileno(), other.fileno()]).toContain(fd);
      const received = next.recv(10);
      await other.send('new');
      expect(String(await received)).toBe('new');
      next.close();
      other.close();
    }
  });

  it('a connection ends for its peer as soon as it is closed, though a receive was in flight', async () => {
    const [a, b] = socketpair();
    onTestFinished(() => b.close());
    const socket = AsyncSocket.from(a, { driver: driver() });
    const waiting = socket.recv(10);
    await turn();
    socket.close();
    b.setblocking(false);
    expect(b.tryRecv(10)).toHaveLength(0);
    expect(await rejectionOf(waiting)).toMatchObject({ code: 'ERR_FDSET_CLOSED' });
  });

  it('sends bytes whose memory is transferred and collected while they are in flight', async () => {
    const sends = await Promise.all(
      Array.from({ length: 8 }, async (_, index) => {
        const [a, b] = pair();
        const before = await fillSendQueue(a);
        const bytes = new Uint8Array(1000).fill(index);
        return { b, before, sent: a.sendall(bytes), memory: bytes.buffer };
      }),
    );
    await turn();
    for (const { memory } of sends) structuredClone(memory, { transfer: [memory] });
    for (const [index, { b, before, sent }] of sends.entries()) {
      const received = await collect(b, before + 1000);
      await sent;
      expect(received.subarray(before).equals(Buffer.alloc(1000, index))).toBe(true);
    }
  });

  it('sends go on when one completes while a receive of their socket is cancelled', async () => {
    const [ours, peer] = socketpair();
    onTestFinished(() => peer.close());
    const a = ownedAsync(AsyncSocket.from(ours, { driver: driver() }));
    await fillSendQueue(a);
    const controller = new AbortController();
    const sending = Array.from({ length: 4 }, () => a.sendall(Buffer.alloc(10_000)));
    const waiting = a.recv(10, { signal: controller.signal });
    await turn();
    peer.setblocking(false);
    while ((peer.tryRecv(1 << 20)?.length ?? 0) > 0);
    controller.abort();
    expect(await rejectionOf(waiting)).toMatchObject({ name: 'AbortError' });
    await sending[0];
    while ((peer.tryRecv(1 << 20)?.length ?? 0) > 0);
    await Promise.all(sending);
  });

  it('a send behind another one that is given up has sent nothing, and those around it everything', async () => {
    const [a, b] = pair();
    const before = await fillSendQueue(a);
    const controller = new AbortController();
    const sends = ['first', 'second', 'third'].map((text, index) =>
      a.sendall(text.repeat(100), index === 1 ? { signal: controller.signal } : {}),
    );
    await turn();
    controller.abort();
    expect(await rejectionOf(sends[1] as Promise<void>)).toMatchObject({ bytesSent: 0 });
    const received = await collect(b, before + 1000);
    await Promise.all([sends[0], sends[2]]);
    expect(String(received.subarray(before))).toBe('first'.repeat(100) + 'third'.repeat(100));
  });

  it('an empty send in a full queue holds up none behind it', async () => {
    const [a, b] = pair();
    const before = await fillSendQueue(a);
    const sends = [Buffer.alloc(1000, 'x'), '', '', 'end'].map((data) => a.send(data));
    const received = await collect(b, before + 1003);
    expect(await Promise.all(sends)).toEqual([1000, 0, 0, 3]);
    expect(String(received.subarray(-3))).toBe('end');
  });

  it('a send that its socket ends in the middle tells how much the kernel has sent', async () => {
    const [ours, peer] = socketpair();
    onTestFinished(() => peer.close());
    const a = AsyncSocket.from(ours, { driver: driver() });
    let told = await fillSendQueue(a);
    const sending = a.sendall(Buffer.alloc(300_000));
    await turn();
    peer.setblocking(false);
    let got = peer.tryRecv(1 << 20)?.length ?? 0;
    a.close();
    told += (await rejectionOf<{ bytesSent: number }>(sending)).bytesSent;
    for (let n = 1; n > 0; got += n) n = peer.tryRecv(1 << 20)?.length ?? 0;
    expect(got).toBe(told);
  });

  it('more bytes at once than the ring has memory for come all the same', async () => {
    const sent: number[] = [];
    const pairs = Array.from({ length: 40 }, (_, index) => {
      const [ours, peer] = socketpair();
      onTestFinished(() => peer.close());
      peer.setblocking(false);
      sent.push(peer.trySend(Buffer.alloc(1 << 20, index)));
      return ownedAsync(AsyncSocket.from(ours, { driver: driver() }));
    });
    // The memory of a ring is 4 MiB.
    expect(sent.reduce((sum, bytes) => sum + bytes, 0)).toBeGreaterThan(5 << 20);
    const received = await Promise.all(
      pairs.map(async (socket, index) => {
        const parts = [await socket.recv(1 << 20)];
        const got = parts[0]?.length ?? 0;
        return Buffer.concat([...parts, await collect(socket, (sent[index] as number) - got)]);
      }),
    );
    for (const [index, bytes] of received.entries())
      expect(bytes.equals(Buffer.alloc(sent[index] as number, index))).toBe(true);
  });

  it('bytes for a buffer that was transferred go to the next receive', async () => {
    const [a, b] = pair();
    const buffer = new Uint8Array(100);
    const waiting = a.recvInto(buffer);
    await turn();
    structuredClone(buffer.buffer, { transfer: [buffer.buffer] });
    await b.sendall('not lost');
    await rejectionOf(waiting);
    expect(String(await a.recv(100))).toBe('not lost');
  });

  it('a detached descriptor has no operation of the ring any more', async () => {
    const [a, b] = pair();
    const waiting = a.recv(10);
    await turn();
    const fd = a.detach();
    expect(await rejectionOf(waiting)).toMatchObject({ code: 'ERR_FDSET_DETACHED' });
    const plain = Socket.fromFd(fd);
    onTestFinished(() => plain.close());
    await b.sendall('for its next owner');
    expect(String(plain.recv(100))).toBe('for its next owner');
  });

  it('accepted connections have the driver of their listener', async () => {
    const plain = listen({ host: '127.0.0.1', port: 0 });
    const address = plain.getsockname();
    const listener = ownedAsync(
      AsyncSocket.fromFd(plain.detach(), undefined, { driver: counting() }),
    );
    const client = new AsyncSocket(listener.family);
    onTestFinished(() => client.close());
    const [[server]] = await Promise.all([listener.accept(), client.connect(address)]);
    ownedAsync(server);
    expect(opened).toBe(2);
  });
});

let opened = 0;

/** The driver, whose ports are counted. */
const counting = () => ({
  name: 'counting',
  open: (...args: Parameters<UringDriver['open']>) => {
    opened++;
    return driver().open(...args);
  },
});

/** How a receive ends: 'read', or the code of its error. */
const endOf = (received: Promise<Buffer>): Promise<string> =>
  received.then(
    () => 'read',
    (error: unknown) => (error as { code: string }).code,
  );
