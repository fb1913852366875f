// Limits of connections whose handlers share an event loop.
import { connect } from 'node:net';
import type { Socket as NodeSocket } from 'node:net';
import { text } from 'node:stream/consumers';
import { AsyncStreamRequestHandler, AsyncTCPServer } from '@fdset/socketserver';
import type { AnyServer, InetAddress } from '@fdset/socketserver';
import { expect, it, onTestFinished } from 'vitest';
import { anyPort, serving, until } from '../support/servers.js';

const MOST = 1 << 18;
const PIECE = Buffer.alloc(1 << 14, 'x');

const connectTo = (server: AnyServer): NodeSocket => {
  const { host, port } = server.serverAddress as InetAddress;
  const socket = connect(port, host);
  socket.on('error', () => {});
  onTestFinished(() => void socket.destroy());
  return socket;
};

const errorsOf = (server: AsyncTCPServer): unknown[] => {
  const errors: unknown[] = [];
  server.handleError = (_request, _client, error) => void errors.push(error);
  return errors;
};

/** Writes pieces that nobody awaits, for as long as its connection takes them, and counts. */
class Flooding extends AsyncStreamRequestHandler {
  static offered = 0;
  static waiting = 0;
  static mostWaiting = 0;
  static refusal: unknown = null;

  override async handle(): Promise<void> {
    const word = (await this.rfile.readline()).toString();
    if (word !== 'flood\n') return void (await this.wfile.write(word));
    while (Flooding.refusal === null) {
      this.writePiece();
      // A turn of the event loop, in which a client that reads would have taken it.
      await new Promise(setImmediate);
    }
  }

  writePiece(): void {
    Flooding.offered += PIECE.length;
    Flooding.waiting += PIECE.length;
    const settle = (): void => void (Flooding.waiting -= PIECE.length);
    this.wfile.write(PIECE).then(settle, (error: unknown) => {
      settle();
      Flooding.refusal ??= error;
    });
    Flooding.mostWaiting = Math.max(Flooding.mostWaiting, Flooding.waiting);
  }
}

it('a client that never reads is cut at maxOutboundBytes, and no more bytes than that ever wait', async () => {
  Object.assign(Flooding, { offered: 0, waiting: 0, mostWaiting: 0, refusal: null });
  const server = serving(new AsyncTCPServer(anyPort, Flooding, { maxOutboundBytes: MOST }));
  const errors = errorsOf(server);
  const deaf = connectTo(server);
  deaf.pause();
  const closed = new Promise((resolve) => deaf.once('close', resolve));
  deaf.write('flood\n');
  await until(() => server.stats().failed === 1);
  expect(errors).toMatchObject([{ code: 'ERR_FDSET_OUTBOUND_LIMIT' }]);
  expect(Flooding.refusal).toBe(errors[0]);
  // The piece that was refused is counted until its promise has rejected.
  expect(Flooding.mostWaiting).toBeLessThanOrEqual(MOST + PIECE.length);
  expect(Flooding.mostWaiting).toBeGreaterThan(MOST - PIECE.length);
  await until(() => Flooding.waiting === 0);
  deaf.resume();
  await closed;
  // Others are served.
  const other = connectTo(server);
  other.write('hello\n');
  expect(await text(other)).toBe('hello\n');
});

it('a client that reads gets everything, and a write that is awaited may be longer than the limit', async () => {
  class Long extends AsyncStreamRequestHandler {
    override async handle(): Promise<void> {
      await this.wfile.write(Buffer.alloc(4 * MOST, 'a'));
      for (let i = 0; i < 64; i++) await this.wfile.write(PIECE);
    }
  }
  const server = serving(new AsyncTCPServer(anyPort, Long, { maxOutboundBytes: MOST }));
  expect(await text(connectTo(server))).toHaveLength(4 * MOST + 64 * PIECE.length);
  await until(() => server.stats().finished === 1);
});

it('a connection that others write to is cut as well, and its own handler is told', async () => {
  const present = new Set<AsyncStreamRequestHandler>();
  class Chat extends AsyncStreamRequestHandler {
    override async handle(): Promise<void> {
      present.add(this);
      for await (const line of this.rfile.lines()) {
        if (line === 'who\n') await this.wfile.write(`${present.size}\n`);
        else this.tellOthers();
      }
      present.delete(this);
    }

    tellOthers(): void {
      for (const other of present) if (other !== this) void other.wfile.write(PIECE);
    }
  }
  const server = serving(new AsyncTCPServer(anyPort, Chat, { maxOutboundBytes: MOST }));
  const errors = errorsOf(server);
  const deaf = connectTo(server);
  deaf.pause();
  await until(() => present.size === 1);
  const speaker = connectTo(server);
  await until(() => present.size === 2);
  while (server.stats().failed === 0) {
    speaker.write('words\n');
    await new Promise(setImmediate);
  }
  expect(errors).toMatchObject([{ code: 'ERR_FDSET_OUTBOUND_LIMIT' }]);
  speaker.end('who\n');
  expect(await text(speaker)).toBe('1\n');
});

it('time-outs of 50 connections take one timer, and those that wait long enough all end', async () => {
  class Waiting extends AsyncStreamRequestHandler {
    override async handle(): Promise<void> {
      await this.rfile.readline();
    }
  }
  const timers = (): number =>
    process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
  const server = serving(
    new AsyncTCPServer(anyPort, Waiting, { idleTimeoutMs: 500, readTimeoutMs: 600 }),
  );
  const errors = errorsOf(server);
  await server.ready;
  const before = timers();
  const clients = Array.from({ length: 50 }, () => connectTo(server));
  while (server.stats().active < 50 && server.stats().failed === 0) await new Promise(setImmediate);
  if (server.stats().failed === 0) expect(timers()).toBeLessThanOrEqual(before + 1);
  await until(() => server.stats().failed === 50);
  expect(new Set(errors.map((error) => (error as { code: string }).code))).toEqual(
    new Set(['ETIMEDOUT']),
  );
  for (const one of clients) one.destroy();
  await until(() => timers() <= before);
});

it('a time-out that the handler catches costs no byte, and the connection goes on', async () => {
  class Patient extends AsyncStreamRequestHandler {
    override async handle(): Promise<void> {
      let lates = 0;
      for (;;) {
        try {
          const line = await this.rfile.readline();
          return void (await this.wfile.write(`${Math.min(lates, 1)} ${line.toString()}`));
        } catch (error) {
          if ((error as { code?: string }).code !== 'ETIMEDOUT') throw error;
          lates++;
          if (lates === 1) await this.wfile.write('late\n');
        }
      }
    }
  }
  const server = serving(new AsyncTCPServer(anyPort, Patient, { readTimeoutMs: 20 }));
  const socket = connectTo(server);
  socket.write('half ');
  const first = await new Promise((resolve) => socket.once('data', resolve));
  expect(String(first)).toBe('late\n');
  socket.write('and half\n');
  expect(await text(socket)).toBe('1 half and half\n');
});
