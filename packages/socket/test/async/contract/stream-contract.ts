// What every driver does for byte streams.
import { describe, expect, it } from 'vitest';
import { MSG_PEEK, MSG_WAITALL, SHUT_WR } from '../../../src/index.js';
import type { AsyncSocket, Driver } from '../../../src/async/index.js';
import { collect, rejectionOf } from './helpers.js';
import { streamPairs } from './pairs.js';

const PATTERN = Buffer.from(Array.from({ length: 1 << 20 }, (_, i) => (i * 7 + (i >> 8)) & 255));

/** The contract of streams; each driver has its own. */
export const describeStreams = (driverName: string, driver: () => Driver | undefined): void => {
  describe.each(streamPairs)(`${driverName}: %s`, (_name, make) => {
    const pair = (): Promise<[AsyncSocket, AsyncSocket]> => make(driver());

    it('receives what was sent before and after the read was asked for', async () => {
      const [a, b] = await pair();
      await a.sendall('early');
      expect((await b.recv(100)).toString()).toBe('early');
      const late = b.recv(100);
      await a.sendall('late');
      expect((await late).toString()).toBe('late');
    });

    it('recv gives an empty Buffer at the end of the stream, and goes on doing so', async () => {
      const [a, b] = await pair();
      await a.sendall('x');
      a.shutdown(SHUT_WR);
      expect((await b.recv(100)).toString()).toBe('x');
      expect(await b.recv(100)).toHaveLength(0);
      expect(await b.recv(100)).toHaveLength(0);
      await b.sendall('still open');
      expect((await a.recv(100)).toString()).toBe('still open');
    });

    it('a read that waits gets the end of the stream', async () => {
      const [a, b] = await pair();
      const waiting = b.recv(100);
      a.close();
      expect(await waiting).toHaveLength(0);
    });

    it('recvInto fills the caller’s buffer up to maxBytes', async () => {
      const [a, b] = await pair();
      const buffer = Buffer.alloc(8, '.');
      const waiting = b.recvInto(buffer, { maxBytes: 3 });
      await a.sendall('abcdef');
      expect(await waiting).toBe(3);
      expect(buffer.toString()).toBe('abc.....');
      expect(await b.recvInto(buffer)).toBe(3);
      expect(buffer.toString()).toBe('def.....');
    });

    it('moves a megabyte each way at once, byte by byte the same', async () => {
      const [a, b] = await pair();
      const [fromA, fromB] = await Promise.all([
        collect(b, PATTERN.length),
        collect(a, PATTERN.length),
        a.sendall(PATTERN),
        b.sendall(PATTERN),
      ]);
      expect(fromA.equals(PATTERN)).toBe(true);
      expect(fromB.equals(PATTERN)).toBe(true);
    });

    it('serves reads in the order in which they were asked for', async () => {
      const [a, b] = await pair();
      const reads = Promise.all([b.recv(2), b.recv(2), b.recvInto(Buffer.alloc(2)), b.recv(2)]);
      await a.sendall('aabbccdd');
      const [first, second, third, fourth] = await reads;
      expect([first, second, third, fourth].map(String)).toEqual(['aa', 'bb', '2', 'dd']);
    });

    it('two writes never interleave', async () => {
      const [a, b] = await pair();
      const first = Buffer.alloc(300_000, 'a');
      const second = Buffer.alloc(300_000, 'b');
      const third = Buffer.from('c'.repeat(100));
      const received = collect(b, 600_100);
      await Promise.all([a.sendall(first), a.sendall(second), a.sendall(third)]);
      expect((await received).equals(Buffer.concat([first, second, third]))).toBe(true);
    });

    it('send tells that all bytes were sent', async () => {
      const [a, b] = await pair();
      const received = collect(b, PATTERN.length);
      expect(await a.send(PATTERN)).toBe(PATTERN.length);
      expect(await a.send('äöü')).toBe(6);
      expect(await a.send('')).toBe(0);
      await received;
    });

    it('a write waits while nobody reads, and ends when somebody does', async () => {
      const [a, b] = await pair();
      // More than the kernel keeps of a connection, however large it lets the buffers grow.
      const data = Buffer.alloc(24 << 20, 'w');
      let ended = false;
      const sending = a.sendall(data).then(() => (ended = true));
      for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
      expect(ended).toBe(false);
      expect(await collect(b, data.length)).toHaveLength(data.length);
      await sending;
    });

    it('an aborted read rejects with the reason, and the next one gets the bytes', async () => {
      const [a, b] = await pair();
      const controller = new AbortController();
      const waiting = b.recv(100, { signal: controller.signal });
      const reason = new Error('enough');
      controller.abort(reason);
      expect(await rejectionOf(waiting)).toBe(reason);
      await a.sendall('kept');
      expect((await b.recv(100)).toString()).toBe('kept');
    });

    it('an aborted read in the middle of the queue leaves the others alone', async () => {
      const [a, b] = await pair();
      const controller = new AbortController();
      const first = b.recv(1);
      const second = b.recv(1, { signal: controller.signal });
      const third = b.recv(1);
      controller.abort();
      expect(await rejectionOf(second)).toMatchObject({ name: 'AbortError' });
      await a.sendall('xy');
      expect(String(await first)).toBe('x');
      expect(String(await third)).toBe('y');
    });

    it('what an aborted MSG_WAITALL had received goes to the next read', async () => {
      const [a, b] = await pair();
      const controller = new AbortController();
      const waiting = b.recv(10, { flags: MSG_WAITALL, signal: controller.signal });
      await a.sendall('half');
      await b.recv(1, { flags: MSG_PEEK, timeoutMs: 1 }).catch(() => {});
      controller.abort();
      await rejectionOf(waiting);
      await a.sendall('+rest');
      expect((await collect(b, 9)).toString()).toBe('half+rest');
    });

    it('timeoutMs 0 gives what is there, and rejects where nothing is', async () => {
      const [a, b] = await pair();
      expect(await rejectionOf(b.recv(10, { timeoutMs: 0 }))).toMatchObject({
        name: 'SocketTimeoutError',
        code: 'ETIMEDOUT',
        syscall: 'recv',
      });
      await a.sendall('now');
      expect((await b.recv(10)).toString()).toBe('now');
    });

    it('a time-out rejects, and the next read gets the bytes', async () => {
      const [a, b] = await pair();
      expect(await rejectionOf(b.recv(10, { timeoutMs: 5 }))).toMatchObject({ code: 'ETIMEDOUT' });
      await a.sendall('later');
      expect((await b.recv(10)).toString()).toBe('later');
    });

    it('an aborted write tells how much went, which is what arrives', async () => {
      const [a, b] = await pair();
      const controller = new AbortController();
      const data = Buffer.alloc(8 << 20, 'z');
      const sending = a.sendall(data, { signal: controller.signal });
      const first = await b.recv(1000);
      controller.abort();
      const error = await rejectionOf<Error & { bytesSent: number }>(sending);
      expect(error).toMatchObject({ name: 'AbortError', code: 'ABORT_ERR' });
      expect(error.bytesSent).toBeGreaterThanOrEqual(first.length);
      a.shutdown(SHUT_WR);
      expect((await collect(b)).length + first.length).toBe(error.bytesSent);
    });

    it('close rejects what is under way, each promise once, and delivers what was given before', async () => {
      const [a, b] = await pair();
      const reads = [a.recv(1), a.recv(1)];
      const sent = a.sendall('bye');
      a.close();
      for (const read of reads)
        expect(await rejectionOf(read)).toMatchObject({ code: 'ERR_FDSET_CLOSED' });
      await sent;
      expect((await collect(b)).toString()).toBe('bye');
      expect(await rejectionOf(a.recv(1))).toMatchObject({ code: 'ERR_FDSET_CLOSED' });
      expect(a.closed).toBe(true);
    });

    it('a chunk iteration gives every byte, and break closes nothing', async () => {
      const [a, b] = await pair();
      await a.sendall('first');
      for await (const chunk of b) {
        expect(chunk.toString()).toBe('first');
        break;
      }
      await a.sendall('second');
      a.shutdown(SHUT_WR);
      const rest: Buffer[] = [];
      for await (const chunk of b) rest.push(Buffer.from(chunk));
      expect(Buffer.concat(rest).toString()).toBe('second');
      await b.sendall('open');
      expect((await a.recv(10)).toString()).toBe('open');
    });

    it('writing to a peer that has gone is an error with bytesSent, and so is every later write', async () => {
      const [a, b] = await pair();
      b.close();
      const error = await (async () => {
        for (;;) {
          const failure = await a.sendall('x').then(
            () => null,
            (reason: unknown) => reason,
          );
          if (failure !== null) return failure;
        }
      })();
      expect(error).toMatchObject({ bytesSent: 0 });
      expect(['EPIPE', 'ECONNRESET']).toContain((error as { code: string }).code);
      expect(await rejectionOf(a.sendall('y'))).toMatchObject({ bytesSent: 0 });
    });

    it('memory that is transferred while it is being sent is an error, not other bytes', async () => {
      const [a, b] = await pair();
      const data = new Uint8Array(8 << 20).fill(7);
      const sending = a.sendall(data);
      await b.recv(1);
      structuredClone(data.buffer, { transfer: [data.buffer] });
      const draining = collect(b);
      const error = await rejectionOf<Error & { bytesSent: number }>(sending);
      expect(error).toMatchObject({ code: 'ERR_FDSET_INVALID_ARG_TYPE' });
      a.shutdown(SHUT_WR);
      const rest = await draining;
      expect(rest.length + 1).toBe(error.bytesSent);
      expect(rest.every((byte) => byte === 7)).toBe(true);
    });
  });
};
