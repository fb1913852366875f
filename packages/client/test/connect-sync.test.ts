// What can be connected to, what is refused, and what a failure leaves.
import { ConnectionRefusedError, createListener } from '@fdset/socket';
import { describe, expect, it } from 'vitest';
import { needsThat } from '../../../scripts/test/needs.mjs';
import { SOCKETS_AND_PIPES, openedFromNow } from '../../../scripts/test/opened-from-now.mjs';
import { ClientError, connectSync } from '../src/index.js';
import type { SyncClient } from '../src/index.js';
import { freshPath, owned, ownedListener, refusedUrl, urlOf } from './support/servers.js';

const isLinux = process.platform === 'linux';

const hasIPv6 = ((): boolean => {
  try {
    createListener({ host: '::1', port: 0 }).close();
    return true;
  } catch {
    return false;
  }
})();

describe('connectSync takes', () => {
  const isReachedBy = (listenAt: Parameters<typeof ownedListener>[0], url?: string | URL): void => {
    const { listener, url: own } = ownedListener(listenAt);
    const client = owned(connectSync(url ?? own));
    const [conn] = listener.accept();
    owned(conn).sendall('hello');
    expect(String(client.receive())).toBe('hello');
  };

  it('a host name, a URL object, a scheme in capitals and a slash at the end', () => {
    const { listener, url } = ownedListener();
    const { port } = new URL(url);
    for (const one of [`tcp://localhost:${port}`, new URL(url), `TCP://127.0.0.1:${port}/`]) {
      const client = owned(connectSync(one));
      const [conn] = listener.accept();
      owned(conn).sendall('hello');
      expect(String(client.receive())).toBe('hello');
    }
  });

  it('an IPv6 address in brackets', needsThat(hasIPv6, 'needs IPv6'), () => {
    isReachedBy({ host: '::1', port: 0 });
  });

  it('a path, with two, three or no slashes before it', () => {
    const path = freshPath();
    const { listener } = ownedListener({ path });
    for (const url of [`unix://${path}`, `unix:${path}`]) {
      const client = owned(connectSync(url));
      owned(listener.accept()[0]).sendall('hello');
      expect(String(client.receive())).toBe('hello');
    }
  });

  it('a path with letters that a URL writes with %', () => {
    const path = freshPath('ä b?#%.sock');
    isReachedBy({ path }, `unix://${path.replace('ä b?#%', 'ä%20b%3f%23%25')}`);
    const other = freshPath('x y.sock');
    isReachedBy({ path: other }, new URL(`unix://${other}`));
  });

  it('a path that is not UTF-8', needsThat(isLinux, 'needs Linux'), () => {
    const path = Buffer.from(freshPath('_.sock'));
    path[path.length - 6] = 0xff;
    isReachedBy({ path }, `unix://${path.toString('latin1').replace('\u00ff', '%FF')}`);
  });

  it('an abstract name', needsThat(isLinux, 'needs Linux'), () => {
    const name = `fdset-client-${process.pid}-${performance.now()}`;
    isReachedBy({ path: `\0${name}` }, `unix:%00${name}`);
  });
});

describe('connectSync refuses', () => {
  const invalid = 'ERR_FDSET_INVALID_URL';

  it.each([
    [
      '',
      'the URL must be tcp://, tls:// or udp://HOST:PORT, or unix:, unix+dgram: or unix+seqpacket:PATH; it has no scheme',
    ],
    ['http://localhost:80', "its scheme is 'http'"],
    ['unix+stream:a', "its scheme is 'unix+stream'"],
    ['localhost:8088', 'write tcp://localhost:8088'],
    ['127.0.0.1:8088', 'write tcp://127.0.0.1:8088'],
    ['[::1]:8088', 'write tcp://[::1]:8088'],
    ['/run/app.sock', 'write unix:/run/app.sock'],
    ['tcp:localhost:80', 'begins with tcp://'],
    ['tcp://localhost', 'write tcp://localhost:PORT'],
    ['udp://localhost', 'write udp://localhost:PORT'],
    ['unix+dgram://run/app.sock', 'write unix+dgram:///run/app.sock'],
    ['tcp://localhost:', 'write tcp://localhost:PORT'],
    ['tcp://:80', 'names no host'],
    ['tcp://', 'names no host'],
    ['tcp://localhost:http', "must be a number, not 'http'"],
    ['tcp://localhost:-1', "must be a number, not '-1'"],
    ['tcp://::1:80', 'tcp://[::1]:8088'],
    ['tcp://[localhost]:80', 'in brackets'],
    ['tcp://[::1', 'in brackets'],
    ['tcp://localhost:80/path', 'ends after its port'],
    ['tcp://localhost:80?timeout=1', 'ends after its port'],
    ['tcp://localhost:80#here', 'ends after its port'],
    ['unix:', 'names no path'],
    ['unix://', 'names no path'],
    ['unix://run/app.sock', 'write unix:///run/app.sock'],
    ['unix:///run/app.sock?x=1', 'write %3F'],
    ['unix:///run/100%.sock', 'write %25'],
  ])('%j', (url, message) => {
    const call = (): SyncClient => connectSync(url);
    expect(call).toThrow(TypeError);
    expect(call).toThrow(expect.objectContaining({ code: invalid }));
    expect(call).toThrow(message);
  });

  it('a user name and a password, and repeats neither', () => {
    let thrown = new Error('nothing was thrown');
    try {
      connectSync('tcp://me:secret@localhost:80');
    } catch (error) {
      thrown = error as Error;
    }
    expect(thrown).toMatchObject({ code: invalid });
    expect(thrown.message).not.toMatch(/secret|me:/);
  });

  it.each(['tcp://localhost:0', 'tcp://localhost:65536', 'tcp://localhost:99999999999999999999'])(
    'the port of %s',
    (url) => {
      const call = (): SyncClient => connectSync(url);
      expect(call).toThrow(RangeError);
      expect(call).toThrow(expect.objectContaining({ code: 'ERR_FDSET_OUT_OF_RANGE' }));
    },
  );

  it.each([
    [undefined, {}, 'ERR_FDSET_INVALID_ARG_TYPE'],
    [8088, {}, 'ERR_FDSET_INVALID_ARG_TYPE'],
    [{ host: 'localhost', port: 1 }, {}, 'ERR_FDSET_INVALID_ARG_TYPE'],
    ['tcp://localhost:1', { timeout: 5 }, 'ERR_FDSET_UNKNOWN_OPTION'],
    ['tcp://localhost:1', { timeoutMs: '5' }, 'ERR_FDSET_INVALID_ARG_TYPE'],
    ['tcp://localhost:1', { timeoutMs: -5 }, 'ERR_FDSET_OUT_OF_RANGE'],
    ['tcp://localhost:1', 5, 'ERR_FDSET_INVALID_ARG_TYPE'],
    ['tcp://localhost:1', null, 'ERR_FDSET_INVALID_ARG_TYPE'],
  ])('%j with %j, before it opens anything', (url, options, code) => {
    const opened = openedFromNow(SOCKETS_AND_PIPES);
    expect(() => connectSync(url as string, options as object)).toThrow(
      expect.objectContaining({ code }),
    );
    expect(opened()).toEqual([]);
  });
});

describe('a connection that fails', () => {
  it('throws an error with the address, and leaves nothing open', () => {
    const url = refusedUrl();
    const { hostname: address, port } = new URL(url);
    const opened = openedFromNow(SOCKETS_AND_PIPES);
    let thrown: unknown;
    try {
      connectSync(url);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(ClientError);
    expect(thrown).toMatchObject({ code: 'ECONNREFUSED', phase: 'connect', url });
    expect(thrown).toMatchObject({ address, port: Number(port), syscall: 'connect' });
    expect((thrown as ClientError).cause).toBeInstanceOf(ConnectionRefusedError);
    expect(opened()).toEqual([]);
  });

  it('throws an error with the path', () => {
    const path = freshPath();
    expect(() => connectSync(urlOf({ path }))).toThrow(
      expect.objectContaining({ code: 'ENOENT', phase: 'connect', path }),
    );
  });

  it('throws ETIMEDOUT when the time is up, and leaves nothing open', () => {
    const path = freshPath();
    const listener = owned(createListener({ path }, { backlog: 0 }));
    const waiting = owned(connectSync(`unix://${path}`));
    const opened = openedFromNow(SOCKETS_AND_PIPES);
    expect(() => connectSync(`unix://${path}`, { timeoutMs: 20 })).toThrow(
      expect.objectContaining({ code: 'ETIMEDOUT', phase: 'connect' }),
    );
    expect(opened()).toEqual([]);
    expect([listener.closed, waiting.socket.closed]).toEqual([false, false]);
  });
});
