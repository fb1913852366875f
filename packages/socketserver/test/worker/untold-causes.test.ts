// The server may pass over a few kinds of errors. It tells all others.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import {
  BaseRequestHandler,
  StreamRequestHandler,
  TCPServer,
  ThreadPoolTCPServer,
  subscribe,
} from '@fdset/socketserver';
import type { AnyServer } from '@fdset/socketserver';
import { expect, it } from 'vitest';
import { needsThat } from '../../../../scripts/test/needs.mjs';
import { startClient } from '../support/client.js';
import { askOnce, fixture, hasTool, hold, start } from '../support/programs.js';
import { anyPort, serving, until } from '../support/servers.js';

const client = startClient();
const module = new URL('../fixtures/renumbered-handler.mjs', import.meta.url);
const injecting = ['-f', '-qq', '-o', '/dev/null', '-e'];
const canInject = hasTool('strace', [...injecting, 'inject=none:error=EPERM', 'true']);

const errorsOf = (server: AnyServer): unknown[] => {
  const errors: unknown[] = [];
  subscribe('fdset:server:error', ({ error }) => errors.push(error), server);
  return errors;
};

class Quiet extends TCPServer {
  override handleError(): void {}
}

it.each([Quiet, ThreadPoolTCPServer])(
  '%o: that a connection could not be shut down',
  async (Class) => {
    const server = serving(new Class(anyPort, { module, name: 'RenumberedHandler' }));
    const errors = errorsOf(server);
    void client.exchange(server.serverAddress, '');
    await until(() => errors.length > 0);
    expect(errors[0]).toMatchObject({ code: 'ENOTSOCK', syscall: 'shutdown' });
  },
);

it('that a connection could not be aborted', async () => {
  let renumbered = false;
  const { RenumberedHandler } = (await import(module.href)) as {
    RenumberedHandler: { prototype: { handle(this: unknown): void } };
  };
  class Handler extends BaseRequestHandler {
    override async handle(): Promise<void> {
      RenumberedHandler.prototype.handle.call(this);
      renumbered = true;
      await new Promise(() => {});
    }
  }
  const server = serving(new Quiet(anyPort, Handler));
  const errors = errorsOf(server);
  void client.exchange(server.serverAddress, '');
  await until(() => renumbered);
  expect(server.abortRequests()).toHaveLength(1);
  expect(errors[0]).toMatchObject({ code: 'ENOTSOCK', syscall: 'shutdown' });
});

it('an error of finish() that is not of the connection', async () => {
  const cause = new Error('the disk is full');
  class Handler extends StreamRequestHandler {
    override handle(): void {
      Object.assign(this.wfile, {
        close: () => {
          throw cause;
        },
      });
    }
  }
  const server = serving(new Quiet(anyPort, Handler));
  const errors = errorsOf(server);
  expect(await client.exchange(server.serverAddress, '')).toBe('');
  expect(errors).toEqual([cause]);
});

it('finish() after a connection that handle() has closed: no error', async () => {
  class Handler extends StreamRequestHandler {
    static override readonly wbufsize = 100;

    override handle(): void {
      this.wfile.write('late');
      this.request.close();
    }
  }
  const server = serving(new Quiet(anyPort, Handler));
  const errors = errorsOf(server);
  await client.exchange(server.serverAddress, '');
  await until(() => server.stats().finished === 1);
  expect(errors).toEqual([]);
});

it('that no descriptor can be kept back, once', needsThat(canInject, 'needs strace'), async () => {
  const inject = [...injecting, 'inject=socket:error=EACCES:when=2+'];
  const program = start('strace', [...inject, process.execPath, fixture('no-reserve.mjs')]);
  expect(await program.next()).toBe('accept EACCES socket');
  const port = Number(await program.next());
  expect(await askOnce(port, 'one')).toBe('ONE');
  expect(await askOnce(port, 'two')).toBe('TWO');
  program.say('close');
  expect(await program.next()).toBe('served');
});

it('why a spawned process cannot be ended', needsThat(canInject, 'needs strace'), async () => {
  const inject = [...injecting, 'inject=kill:error=EPERM', process.execPath];
  const program = start('strace', [...inject, fixture('unending-process.mjs'), 'spawn']);
  const socket = await hold(Number(await program.next()), 'held');
  expect((await once(socket, 'data')).toString()).toBe('HELD');
  program.say('close');
  expect(JSON.parse(await program.next())).toEqual(['EPERM kill']);
});

it(
  'why a fork server that still loads cannot be ended',
  needsThat(canInject, 'needs strace'),
  async () => {
    const inject = [...injecting, 'inject=kill:error=EPERM', process.execPath];
    const program = start('strace', [...inject, fixture('unending-start.mjs')]);
    expect(await program.next()).toBe('the fork server could not be ended: EPERM kill');
    expect(await program.next()).toBe('closed');
    expect(await program.exited).toEqual([0, null]);
  },
);

it(
  'what a forked process waited for that is late',
  needsThat(canInject, 'needs strace'),
  async () => {
    // The requests for the process fail. Its job, which is sent between them, arrives.
    const inject = ['-qq', '-o', '/dev/null', '-e', 'inject=sendmsg:error=ENOBUFS:when=1+2'];
    const program = start('strace', [...inject, process.execPath, fixture('late-fork.mjs')]);
    expect(await program.next()).toMatch(/^a forked process did not end .*: ENOBUFS sendmsg$/);
    expect(await program.exited).toEqual([0, null]);
  },
);

it.each(['forkserver', 'spawn'])(
  'why the socket to a process cannot be read: %s',
  needsThat(canInject, 'needs strace'),
  async (startMethod) => {
    const program = start(process.execPath, [fixture('unending-process.mjs'), startMethod]);
    const port = Number(await program.next());
    const inject = ['-qq', '-o', '/dev/null', '-e', 'inject=recvfrom:error=EPERM:when=1'];
    start('strace', [...inject, '-p', `${program.pid}`]);
    const status = `/proc/${program.pid}/status`;
    await until(() => !/^TracerPid:\s*0$/m.test(readFileSync(status, 'utf8')));
    const socket = await hold(port, 'held');
    expect((await once(socket, 'data')).toString()).toBe('HELD');
    program.say('close');
    expect(JSON.parse(await program.next())).toEqual(['EPERM recv']);
  },
);
