import { describe, expect, it } from 'vitest';
import {
  BaseRequestHandler,
  BaseServer,
  DatagramRequestHandler,
  TCPServer,
  UDPServer,
} from '@fdset/socketserver';
import type { CloseReport } from '@fdset/socketserver';
import { startClient } from '../support/client.js';
import { anyPort, serving, thrownBy, until } from '../support/servers.js';
import { openedFromNow } from '../../../../scripts/test/opened-from-now.mjs';

class Echo extends BaseRequestHandler {
  override handle(): void {
    this.request.sendall(this.request.recv(1000));
  }
}

class Datagram extends DatagramRequestHandler {
  override handle() {}
}

/** Returns when its connection has ended. Its client sends nothing. */
class Holding extends BaseRequestHandler {
  override async handle(): Promise<void> {
    while (this.request.tryRecv(1) === null) await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** Counts the turns of the event loop until work is over. No turn waits, so work that waits for time takes thousands. */
const turnsOf = async (work: Promise<unknown>): Promise<number> => {
  let turns = 0;
  let isOver = false;
  void work.then(() => (isOver = true));
  for (; !isOver; turns++) await new Promise(setImmediate);
  return turns;
};

const client = startClient();

describe('making', () => {
  it('BaseServer itself cannot be instantiated', () => {
    const Base = BaseServer as unknown as new (...args: unknown[]) => unknown;
    expect(thrownBy(() => new Base(Echo, {}, true))).toBeInstanceOf(TypeError);
  });

  it.each([-1, 70_000])('V22: port %i is a RangeError', (port) => {
    const error = thrownBy(() => new TCPServer({ host: '127.0.0.1', port }, Echo));
    expect(error).toBeInstanceOf(RangeError);
  });

  it('refuses what is no handler, with the line to write', () => {
    class Unrelated {
      handle(): void {}
    }
    for (const bad of [null, undefined, 5, {}, Date, Unrelated, { module: 'x' }, { name: 'x' }])
      expect(thrownBy(() => new TCPServer(anyPort, bad as never))).toMatchObject({
        code: 'ERR_FDSET_INVALID_ARG_TYPE',
      });
  });

  it('V5: a serverClose that needs fields of its own does not hide why the bind failed', async () => {
    await using holder = new TCPServer(anyPort, Echo);
    class Own extends TCPServer {
      readonly #log = ['closed'];
      override serverClose(): Promise<CloseReport> {
        if (this.#log.length === 0) throw new RangeError('never');
        return super.serverClose();
      }
    }
    const opened = openedFromNow();
    const error = thrownBy(() => new Own(holder.serverAddress, Echo));
    expect(error).toMatchObject({ code: 'EADDRINUSE' });
    expect(opened()).toEqual([]);
  });

  it('refuses limits that make no sense', () => {
    for (const options of [{ maxConnections: 0 }, { requestTimeoutMs: -1 }, { idleTimeoutMs: NaN }])
      expect(thrownBy(() => new TCPServer(anyPort, Echo, options))).toBeInstanceOf(RangeError);
    const error = thrownBy(() => new UDPServer(anyPort, Datagram, { maxConnections: 1 }));
    expect(error).toMatchObject({ name: 'TypeError', code: 'ERR_FDSET_UNSUPPORTED' });
  });

  it('bindAndActivate: false leaves both to the caller', async () => {
    await using server = new TCPServer(anyPort, Echo, { bindAndActivate: false });
    expect(server.serverAddress).toEqual(anyPort);
    server.serverBind();
    server.serverActivate();
    serving(server);
    expect(await client.exchange(server.serverAddress, 'late')).toBe('late');
  });
});

describe('serving', () => {
  it('B: an idle shutdown waits for nothing, as long as its polling interval is', async () => {
    await using server = new TCPServer(anyPort, Echo);
    const served = server.serveForever({ pollIntervalMs: 500 });
    await new Promise(setImmediate);
    const stopped = Promise.all([server.shutdown(), served]);
    expect(await turnsOf(stopped)).toBeLessThanOrEqual(2);
  });

  it('V11: twenty servers started and stopped at once all end', async () => {
    const servers = Array.from({ length: 20 }, () => new TCPServer(anyPort, Echo));
    const served = servers.map((server) => server.serveForever());
    await Promise.all(servers.map((server) => server.shutdown()));
    await Promise.all(served);
    await Promise.all(servers.map((server) => server.serverClose()));
  });

  it('ends with its AbortSignal', async () => {
    await using server = new TCPServer(anyPort, Echo);
    const controller = new AbortController();
    const served = server.serveForever({ signal: controller.signal });
    controller.abort();
    await served;
    expect(server.state).toBe('idle');
  });

  it('V12: shutdown is legal from a handler', async () => {
    class Last extends BaseRequestHandler {
      override async handle(): Promise<void> {
        await server.shutdown();
        this.request.sendall('stopped');
      }
    }
    const server = new TCPServer(anyPort, Last);
    const served = server.serveForever();
    expect(await client.exchange(server.serverAddress, '')).toBe('stopped');
    await served;
    await server.serverClose();
  });

  it('serveForever ends after the handler that stopped it, though that stops it first of all', async () => {
    class First extends BaseRequestHandler {
      override async handle(): Promise<void> {
        await server.shutdown();
        await new Promise((resolve) => setTimeout(resolve, 20));
        ended = true;
      }
    }
    let ended = false;
    await using server = new TCPServer(anyPort, First);
    const served = server.serveForever();
    const reply = client.exchange(server.serverAddress, '');
    await served;
    expect(ended).toBe(true);
    await reply;
  });

  it('V10: an error of serviceActions ends the serving, between requests as well', async () => {
    class Failing extends TCPServer {
      override serviceActions(): void {
        throw new RangeError('no service');
      }
    }
    await using server = new Failing(anyPort, Echo);
    await expect(server.serveForever({ pollIntervalMs: 1 })).rejects.toThrow('no service');
    expect(server.state).toBe('idle');
  });

  it('V10: serveForever ignores timeoutMs', async () => {
    const server = serving(new TCPServer(anyPort, Echo, { timeoutMs: 1 }));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(server.state).toBe('serving');
    expect(await client.exchange(server.serverAddress, 'still')).toBe('still');
  });

  it('V10: serviceActions runs at its interval, and V12: may shut down', async () => {
    class Counting extends TCPServer {
      calls = 0;
      override serviceActions(): void {
        this.calls++;
        if (this.calls === 3) void this.shutdown();
      }
    }
    await using server = new Counting(anyPort, Echo);
    await server.serveForever({ pollIntervalMs: 1 });
    expect(server.calls).toBe(3);
  });

  it('V14: a throwing verifyRequest is an error and closes the connection', async () => {
    const phases: string[] = [];
    class Refusing extends TCPServer {
      override verifyRequest(): boolean {
        throw new RangeError('no');
      }
      override handleError(...[, , , { phase }]: Parameters<TCPServer['handleError']>): void {
        phases.push(phase);
      }
    }
    const server = serving(new Refusing(anyPort, Echo));
    expect(await client.exchange(server.serverAddress, '').catch(() => '')).toBe('');
    await until(() => phases.length === 1);
    expect(phases).toEqual(['verify']);
  });

  it('a client silent for idleTimeoutMs ends with an error of its handler', async () => {
    class Quiet extends TCPServer {
      override handleError(): void {}
    }
    const server = serving(new Quiet(anyPort, Echo, { idleTimeoutMs: 20 }));
    const socket = await client.connect(server.serverAddress);
    await until(() => server.stats().failed === 1);
    await client.close(socket);
  });

  it('a request longer than requestTimeoutMs is aborted', async () => {
    const server = serving(new TCPServer(anyPort, Holding, { requestTimeoutMs: 20 }));
    const socket = await client.connect(server.serverAddress);
    await until(() => server.stats().aborted === 1);
    await client.close(socket);
  });
});

describe('closing', () => {
  it('waits for a request under way', async () => {
    let release = (): void => {};
    class Waiting extends BaseRequestHandler {
      override async handle(): Promise<void> {
        await new Promise<void>((resolve) => (release = resolve));
        this.request.sendall('done');
      }
    }
    const server = new TCPServer(anyPort, Waiting);
    const served = server.serveForever();
    const reply = client.exchange(server.serverAddress, '');
    await until(() => server.stats().active === 1);
    const closed = server.serverClose();
    release();
    expect(await closed).toEqual({ aborted: [] });
    expect(await reply).toBe('done');
    await served;
  });

  it('aborts what is under way after graceMs, and says what', async () => {
    const server = new TCPServer(anyPort, Holding);
    const served = server.serveForever();
    const socket = await client.connect(server.serverAddress);
    await until(() => server.stats().active === 1);
    const { aborted } = await server.serverClose({ graceMs: 10 });
    expect(aborted).toHaveLength(1);
    expect(aborted[0]?.ageMs).toBeGreaterThanOrEqual(9);
    await served;
    await client.close(socket);
  });
});
