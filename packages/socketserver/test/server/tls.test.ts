// B: servers with `tls`, whose handlers make the handshakes.
import { readdirSync } from 'node:fs';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket as NodeSocket } from 'node:net';
import { connect as connectOver } from 'node:tls';
import type { TLSSocket } from 'node:tls';
import type { TlsStream } from '@fdset/socket/async';
import {
  AsyncStreamRequestHandler,
  AsyncTCPServer,
  ProcessPoolTCPServer,
  ThreadingTCPServer,
  ThreadPoolTCPServer,
  subscribe,
} from '@fdset/socketserver';
import type { AnyServer, ServerTlsOptions } from '@fdset/socketserver';
import { describe, expect, it, onTestFinished } from 'vitest';
import { anyPort, serving, until } from '../support/servers.js';
import { askTls, ca, connectTls, restOf, tls, toNodeAddress } from '../support/tls.js';

const module = new URL('../fixtures/async-file-handlers.mjs', import.meta.url);
const lines = { module, name: 'AsyncLineHandler' };

class Lines extends AsyncStreamRequestHandler {
  override async handle(): Promise<void> {
    for await (const line of this.rfile.lines()) await this.wfile.write(line.toUpperCase());
  }
}

/** A client that speaks no TLS. */
const connectPlainly = ({ serverAddress }: AnyServer): NodeSocket => {
  const socket = connect(toNodeAddress(serverAddress));
  socket.on('error', () => {});
  onTestFinished(() => void socket.destroy());
  return socket;
};

const disconnectsOf = (server: AnyServer): unknown[] => {
  const errors: unknown[] = [];
  const onDisconnect = ({ error }: { error: unknown }): void => void errors.push(error);
  const told = subscribe('fdset:server:disconnect', onDisconnect, server);
  onTestFinished(() => told.unsubscribe());
  return errors;
};

const shared = { minWorkers: 1, maxWorkers: 1, requestsPerWorker: 8 };

describe.each([
  ['AsyncTCPServer', () => new AsyncTCPServer(anyPort, Lines, { tls })],
  ['ThreadingTCPServer', () => new ThreadingTCPServer(anyPort, lines, { tls })],
  ['ThreadPoolTCPServer', () => new ThreadPoolTCPServer(anyPort, lines, { tls, ...shared })],
  ['ProcessPoolTCPServer', () => new ProcessPoolTCPServer(anyPort, lines, { tls, ...shared })],
])('%s', (_name, make) => {
  it('clients that make no handshake hold up nobody, and end as disconnected', async () => {
    const server = serving(make());
    const silent = [connectPlainly(server), connectPlainly(server)];
    await until(() => server.stats().active === silent.length);
    expect(await askTls(server, 'one\ntwo\n')).toBe('ONE\nTWO\n');
    for (const socket of silent) socket.destroy();
    await until(() => server.stats().disconnected === silent.length);
    expect(server.stats().failed).toBe(0);
  });

  it('a client that is no TLS client is disconnected, and handleError is not called', async () => {
    const server = serving(make());
    server.handleError = () => expect.unreachable();
    const causes = disconnectsOf(server);
    const plain = connectPlainly(server);
    plain.resume().write('GET / HTTP/1.1\r\n\r\n');
    await once(plain, 'close');
    await until(() => server.stats().disconnected === 1);
    expect(causes).toMatchObject([{ code: 'ERR_FDSET_TLS_HANDSHAKE' }]);
  });
});

it('limits the handshake by handshakeTimeoutMs', async () => {
  const limited: ServerTlsOptions = { ...tls, handshakeTimeoutMs: 5 };
  const server = serving(new AsyncTCPServer(anyPort, Lines, { tls: limited }));
  const causes = disconnectsOf(server);
  await once(connectPlainly(server).resume(), 'close');
  await until(() => causes.length === 1);
  expect(causes).toMatchObject([{ cause: { name: 'SocketTimeoutError', code: 'ETIMEDOUT' } }]);
});

it('everything that a handler has written arrives before the end of TLS', async () => {
  class Flood extends AsyncStreamRequestHandler {
    override async handle(): Promise<void> {
      await this.wfile.write('x'.repeat(3_000_000));
    }
  }
  const server = serving(new AsyncTCPServer(anyPort, Flood, { tls }));
  expect(await restOf(await connectTls(server))).toHaveLength(3_000_000);
});

it('the handler has the encrypted connection: SNI, ALPN and the certificate of the client', async () => {
  class Telling extends AsyncStreamRequestHandler {
    override async handle(): Promise<void> {
      const connection = this.connection as TlsStream;
      await this.wfile.write(`${connection.servername} ${connection.alpnProtocol}`);
    }
  }
  const options = { tls: { ...tls, ALPNProtocols: ['echo'] } };
  const server = serving(new AsyncTCPServer(anyPort, Telling, options));
  const client = await connectTls(server, { ALPNProtocols: ['other', 'echo'] });
  expect(await restOf(client)).toBe('server.test echo');
});

it('limits of connections hold for encrypted ones: a silent client, and one that does not read', async () => {
  let refusal: unknown = null;
  class Waiting extends AsyncStreamRequestHandler {
    override async handle(): Promise<void> {
      await this.rfile.read(5);
      while (refusal === null) {
        this.wfile.write(Buffer.alloc(1 << 16)).catch((error: unknown) => (refusal ??= error));
        await new Promise(setImmediate);
      }
    }
  }
  const server = new AsyncTCPServer(anyPort, Waiting, {
    tls,
    readTimeoutMs: 20,
    maxOutboundBytes: 1 << 20,
  });
  const errors: unknown[] = [];
  server.handleError = (_request, _client, error) => void errors.push(error);
  serving(server);
  (await connectTls(server)).on('error', () => {});
  await until(() => errors.length === 1);
  expect(errors).toMatchObject([{ code: 'ETIMEDOUT' }]);
  const deaf = await connectTls(server);
  deaf.on('error', () => {}).pause();
  deaf.write('flood');
  await until(() => server.stats().active === 0 && server.stats().accepted === 2);
  expect(refusal).toMatchObject({ code: 'ERR_FDSET_OUTBOUND_LIMIT' });
});

it('a session is resumed by any worker', async () => {
  const server = serving(new ThreadingTCPServer(anyPort, lines, { tls }));
  const first = await connectTls(server);
  const session = once(first, 'session') as Promise<[Buffer]>;
  first.write('stay\n');
  const [ticket] = await session;
  // The first connection stays, so that the second one has another thread.
  const second = await connectTls(server, { session: ticket });
  expect(second.isSessionReused()).toBe(true);
});

it('closing a server ends its encrypted connections and handshakes, and leaves no descriptor', async () => {
  const descriptors = (): number => readdirSync('/proc/self/fd').length;
  const live = async (): Promise<void> => {
    const server = new AsyncTCPServer(anyPort, Lines, { tls });
    const served = server.serveForever();
    const silent = connectPlainly(server).resume();
    const client = await connectTls(server);
    client.on('error', () => {}).resume();
    const closed = Promise.all([once(silent, 'close'), once(client, 'close')]);
    await until(() => server.stats().active === 2);
    const { aborted } = await server.serverClose({ graceMs: 0 });
    expect(aborted).toHaveLength(2);
    await Promise.all([served, closed]);
  };
  await live();
  const before = descriptors();
  await live();
  await until(() => descriptors() <= before);
});

describe('startTls of a handler', () => {
  class Upgrading extends Lines {
    override async handle(): Promise<void> {
      for await (const line of this.rfile.lines()) {
        await this.wfile.write(line === 'STARTTLS\n' ? 'go\n' : line.toUpperCase());
        if (line === 'STARTTLS\n') await this.startTls(tls);
      }
    }
  }

  const upgrade = async (client: NodeSocket): Promise<TLSSocket> => {
    client.write('STARTTLS\n');
    for await (const chunk of client.iterator({ destroyOnReturn: false }))
      if (String(chunk).endsWith('go\n')) break;
    return connectOver({ socket: client, ca, servername: 'server.test' });
  };

  it('encrypts in the middle of a conversation', async () => {
    const server = serving(new AsyncTCPServer(anyPort, Upgrading));
    const client = await upgrade(connectPlainly(server));
    client.end('now secret\n');
    expect(await restOf(client)).toBe('NOW SECRET\n');
  });

  it('takes nothing that came unencrypted behind the command for encrypted', async () => {
    const server = serving(new AsyncTCPServer(anyPort, Upgrading));
    const client = connectPlainly(server);
    client.write('STARTTLS\ninjected\n');
    client.resume();
    await until(() => server.stats().disconnected === 1);
  });

  it('a loop over chunks goes on over the encrypted connection', async () => {
    class Chunks extends AsyncStreamRequestHandler {
      override async handle(): Promise<void> {
        for await (const chunk of this.rfile.chunks()) {
          const isCommand = String(chunk) === 'STARTTLS\n';
          await this.wfile.write(isCommand ? 'go\n' : chunk);
          if (isCommand) await this.startTls(tls);
        }
      }
    }
    const server = serving(new AsyncTCPServer(anyPort, Chunks));
    const client = await upgrade(connectPlainly(server));
    client.end('chunk');
    expect(await restOf(client)).toBe('chunk');
  });

  it('is refused while a read is pending', async () => {
    class Reading extends AsyncStreamRequestHandler {
      override async handle(): Promise<void> {
        const reading = this.rfile.readline();
        const refused = await this.startTls(tls).catch((error: { code: string }) => error);
        await this.wfile.write(`${(refused as { code: string }).code} ${String(await reading)}`);
      }
    }
    const server = serving(new AsyncTCPServer(anyPort, Reading));
    const client = connectPlainly(server);
    client.end('a line');
    const [answer] = (await once(client, 'data')) as [Buffer];
    expect(String(answer)).toBe('ERR_FDSET_ALREADY_WAITING a line');
  });

  it('is refused when the connection is encrypted already', async () => {
    class Twice extends AsyncStreamRequestHandler {
      override async handle(): Promise<void> {
        const refused = await this.startTls(tls).catch((error: { code: string }) => error);
        await this.wfile.write((refused as { code: string }).code);
      }
    }
    const server = serving(new AsyncTCPServer(anyPort, Twice, { tls }));
    expect(await askTls(server, '')).toBe('ERR_FDSET_UNSUPPORTED');
  });
});
