// What AsyncSocket does besides byte streams and messages: datagrams, connecting, accepting, files.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  AF_INET,
  AF_UNIX,
  SOCK_DGRAM,
  SOCK_STREAM,
  Socket,
  socketpair,
} from '../../../src/index.js';
import type { InetAddress } from '../../../src/index.js';
import { AsyncSocket, connect, listen } from '../../../src/async/index.js';
import type { Driver } from '../../../src/async/index.js';
import { freshDirectory, owned, refusedAddress } from '../../support/sockets.js';
import { collect, rejectionOf } from './helpers.js';
import { openFile } from './open-file.js';
import { ownedAsync } from './pairs.js';

const LOCAL: InetAddress = { host: '127.0.0.1', port: 0 };

/** The contract of all other verbs; each driver has its own. */
export const describeVerbs = (driverName: string, driver: () => Driver | undefined): void => {
  const options = (): { driver?: Driver } => {
    const given = driver();
    return given === undefined ? {} : { driver: given };
  };

  describe(`${driverName}: datagrams`, () => {
    it('answers UDP datagrams to their senders', async () => {
      const [server, client] = [0, 1].map(() =>
        ownedAsync(new AsyncSocket<InetAddress>(AF_INET, SOCK_DGRAM, 0, options())),
      ) as [AsyncSocket<InetAddress>, AsyncSocket<InetAddress>];
      server.bind(LOCAL);
      client.bind(LOCAL);
      const asked = server.recvfrom(100);
      await client.sendto('ping', server.getsockname());
      const [data, sender] = await asked;
      expect([data.toString(), sender]).toEqual(['ping', client.getsockname()]);
      await server.sendto('pong', sender as InetAddress);
      const buffer = Buffer.alloc(10);
      expect(await client.recvfromInto(buffer)).toEqual([4, server.getsockname()]);
    });

    it('receives and sends bursts with one call each', async () => {
      const [server, client] = [0, 1].map(() =>
        ownedAsync(new AsyncSocket<InetAddress>(AF_INET, SOCK_DGRAM, 0, options())),
      ) as [AsyncSocket<InetAddress>, AsyncSocket<InetAddress>];
      server.bind(LOCAL);
      const burst = Array.from({ length: 32 }, (_, i) => ({
        data: `datagram ${i}`,
        address: server.getsockname(),
      }));
      expect(await client.sendmmsg(burst)).toBe(32);
      const batch = await server.recvmmsg(64, 100);
      expect(batch.map(({ data }) => data.toString())).toEqual(burst.map(({ data }) => data));
    });

    it('a datagram to a Unix socket with a full queue is sent when there is room again', async () => {
      const path = join(freshDirectory(), 'receiver');
      const receiver = ownedAsync(new AsyncSocket(AF_UNIX, SOCK_DGRAM, 0, options()));
      receiver.bind({ path });
      const sender = ownedAsync(new AsyncSocket(AF_UNIX, SOCK_DGRAM, 0, options()));
      const count = 600;
      const sending = (async () => {
        for (let i = 0; i < count; i++) await sender.sendto(`${i}`, { path });
      })();
      for (let i = 0; i < count; i++) expect((await receiver.recv(10)).toString()).toBe(`${i}`);
      await sending;
    });

    it('a datagram that is too long is an error of its own', async () => {
      const [a] = socketpair(AF_UNIX, SOCK_DGRAM).map((one) => ownedAsync(AsyncSocket.from(one)));
      expect(await rejectionOf((a as AsyncSocket).send(Buffer.alloc(8 << 20)))).toMatchObject({
        code: 'EMSGSIZE',
      });
    });
  });

  describe(`${driverName}: connecting and accepting`, () => {
    it('accepts connections in the order in which they came', async () => {
      const listener = ownedAsync(listen(LOCAL));
      const accepts = Promise.all([listener.accept(), listener.accept()]);
      const clients = [];
      for (let i = 0; i < 2; i++)
        clients.push(ownedAsync(await connect(listener.getsockname(), options())));
      const accepted = await accepts;
      expect(accepted.map(([, address]) => address)).toEqual(
        clients.map((one) => one.getsockname()),
      );
      for (const [server] of accepted) server.close();
    });

    it('an aborted accept leaves its connection to the next accept', async () => {
      const listener = ownedAsync(listen(LOCAL));
      const controller = new AbortController();
      const waiting = listener.accept({ signal: controller.signal });
      controller.abort();
      expect(await rejectionOf(waiting)).toMatchObject({ name: 'AbortError' });
      const client = ownedAsync(await connect(listener.getsockname(), options()));
      const [server] = await listener.accept();
      ownedAsync(server);
      await client.sendall('here');
      expect((await server.recv(10)).toString()).toBe('here');
    });

    it('a refused connection names the address', async () => {
      const address = refusedAddress();
      expect(await rejectionOf(connect(address, options()))).toMatchObject({
        code: 'ECONNREFUSED',
        syscall: 'connect',
        port: address.port,
      });
    });

    it('resolves a host name, and tries its addresses in turn', async () => {
      const listener = ownedAsync(listen(LOCAL));
      const { port } = listener.getsockname();
      const client = ownedAsync(await connect({ host: 'localhost', port }, options()));
      expect(client.getpeername()).toMatchObject({ port });
    });

    it('connects to a Unix listener whose backlog was full, as soon as it has room', async () => {
      const path = join(freshDirectory(), 'full');
      const listener = ownedAsync(listen({ path }, { backlog: 0 }));
      const clients = Array.from({ length: 4 }, () => connect({ path }, options()));
      const servers = [];
      for (let i = 0; i < 4; i++) servers.push((await listener.accept())[0]);
      for (const client of await Promise.all(clients)) client.close();
      for (const server of servers) server.close();
    });

    it('a time-out of connecting rejects and closes what it opened', async () => {
      const path = join(freshDirectory(), 'full');
      ownedAsync(listen({ path }, { backlog: 0 }));
      const first = ownedAsync(await connect({ path }, options()));
      expect(first.closed).toBe(false);
      const late = connect({ path }, { ...options(), timeoutMs: 5 });
      expect(await rejectionOf(late)).toMatchObject({ code: 'ETIMEDOUT', path });
    });
  });

  describe(`${driverName}: files and sockets of other kinds`, () => {
    it.each([0, 100, 3 << 20])('sends %d bytes of a file', async (bytes) => {
      const contents = Buffer.alloc(bytes, 'file ');
      const [a, b] = socketpair(AF_UNIX, SOCK_STREAM).map((one) =>
        ownedAsync(AsyncSocket.from(one, options())),
      ) as [AsyncSocket, AsyncSocket];
      const received = collect(b, bytes);
      expect(await a.sendfile(openFile(contents), { offset: 0 })).toBe(bytes);
      expect((await received).equals(contents)).toBe(true);
    });

    it('takes a Socket over, which is detached then', async () => {
      const [a, b] = socketpair();
      owned(b);
      const taken = ownedAsync(AsyncSocket.from(a, options()));
      expect(a.closed).toBe(true);
      await taken.sendall('taken');
      expect(b.recv(10).toString()).toBe('taken');
    });

    it('shares the descriptor of a Socket, and ends with it', async () => {
      const [a, b] = socketpair();
      owned(b);
      const lent = ownedAsync(AsyncSocket.lend(a, options()));
      const waiting = lent.recv(10);
      b.sendall('lent');
      expect((await waiting).toString()).toBe('lent');
      const again = lent.recv(10);
      a.close();
      expect(await rejectionOf(again)).toMatchObject({ code: 'ERR_FDSET_CLOSED' });
      expect(await rejectionOf(lent.recv(10))).toMatchObject({ code: 'ERR_FDSET_CLOSED' });
    });

    it('a lent one gives a duplicate away', async () => {
      const [a, b] = socketpair();
      owned(b);
      const lent = AsyncSocket.lend(a, options());
      const again = owned(Socket.fromFd(lent.detach()));
      expect(again.fileno()).not.toBe(a.fileno());
      again.close();
      a.sendall('open');
      expect(b.recv(10).toString()).toBe('open');
      a.close();
    });

    it('closing a lent one leaves its owner open', async () => {
      const [a, b] = socketpair();
      owned(a);
      owned(b);
      const lent = AsyncSocket.lend(a, options());
      const waiting = lent.recv(10);
      lent.close();
      expect(await rejectionOf(waiting)).toMatchObject({ code: 'ERR_FDSET_CLOSED' });
      a.sendall('open');
      expect(b.recv(10).toString()).toBe('open');
    });

    it('detach gives the descriptor away, with what was under way rejected', async () => {
      const [a, b] = socketpair();
      owned(b);
      const detached = AsyncSocket.from(a, options());
      const waiting = detached.recv(10);
      const again = owned(Socket.fromFd(detached.detach()));
      expect(await rejectionOf(waiting)).toMatchObject({ code: 'ERR_FDSET_DETACHED' });
      expect(await rejectionOf(detached.recv(10))).toMatchObject({ code: 'ERR_FDSET_DETACHED' });
      b.sendall('given');
      expect(again.recv(10).toString()).toBe('given');
    });
  });
};
