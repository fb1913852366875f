// `fdset relay` as a process of its own, between sockets of the test.
import { SHUT_WR } from '@fdset/socket';
import { connect as connectAsync, listen } from '@fdset/socket/async';
import type { AsyncSocket } from '@fdset/socket/async';
import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { needsThat } from '../../../../scripts/test/needs.mjs';
import { connect, parseUrl } from '../../src/index.js';
import { reset, serve, upperLines } from '../support/peers.js';
import { untilStuck } from '../support/process-state.js';
import { runFdset, startListening } from '../support/run-fdset.js';
import { freshPath, owned, refusedUrl, urlOf } from '../support/servers.js';
import { pem, pemPath } from '../support/tls.js';

const listening = 'listen:tcp://127.0.0.1:0';
const linux = needsThat(process.platform === 'linux', 'needs Linux');

const client = async (url: string): Promise<AsyncSocket> =>
  owned(await connectAsync(parseUrl(url).address));

const everything = async (sock: AsyncSocket): Promise<string> => {
  let text = '';
  for await (const chunk of sock) text += chunk.toString();
  return text;
};

const openSockets = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length;

describe('fdset relay', () => {
  it('joins many clients with connections of their own', async () => {
    const server = serve(upperLines);
    const { url } = await startListening(['relay', listening, server.url]);
    const clients = await Promise.all(Array.from({ length: 10 }, () => client(url)));
    await Promise.all(clients.map((sock, index) => sock.sendall(`number ${index}`)));
    for (const [index, sock] of clients.entries())
      expect((await sock.recv(100)).toString()).toBe(`NUMBER ${index}`);
    expect(server.connections).toHaveLength(10);
  });

  it('passes a half-close on in both directions, and what is said after it', async () => {
    const server = serve(async (conn) => {
      const heard = await everything(conn);
      await conn.sendall(`${heard} ended`);
    });
    const { url } = await startListening(['relay', listening, server.url]);
    const { code, stdout } = await runFdset([url], 'the client');
    expect([code, stdout.toString()]).toEqual([0, 'the client ended']);
  });

  it('passes the end of a server on while its client goes on sending', async () => {
    let heard = '';
    const server = serve(async (conn) => {
      conn.shutdown(SHUT_WR);
      heard = await everything(conn);
    });
    const { program, url } = await startListening(['relay', listening, server.url, '--once']);
    const sock = await client(url);
    expect(await sock.recv(100)).toHaveLength(0);
    await sock.sendall('still here');
    sock.shutdown(SHUT_WR);
    expect([await program.exits(), heard]).toEqual([0, 'still here']);
  });

  it('passes a reset on, and goes on', async () => {
    let count = 0;
    const server = serve(async (conn) => {
      await conn.recv(100);
      if (count++ === 0) reset(conn);
      else await conn.sendall('second');
    });
    const { program, url } = await startListening(['relay', listening, server.url]);
    const lost = await client(url);
    await lost.sendall('x');
    await expect(lost.recv(100)).rejects.toMatchObject({ code: 'ECONNRESET' });
    await program.complains('#1 the connection was lost: ');
    const next = await client(url);
    await next.sendall('x');
    expect((await next.recv(100)).toString()).toBe('second');
  });

  it('resets its client when there is no server, says why, and goes on', async () => {
    const { program, url } = await startListening(['relay', listening, refusedUrl()]);
    for (const number of ['#1', '#2']) {
      // The reset may be there before connecting has been noticed.
      const answer = client(url).then((sock) => sock.recv(100));
      await expect(answer).rejects.toMatchObject({ code: 'ECONNRESET' });
      await program.complains(`${number} nothing listens on `);
    }
  });

  it('leaves no descriptor behind', linux, async () => {
    const server = serve(upperLines);
    const { program, url } = await startListening(['relay', listening, server.url]);
    const talk = async (): Promise<void> => {
      const sock = await client(url);
      sock.shutdown(SHUT_WR);
      expect(await sock.recv(1)).toHaveLength(0);
      sock.close();
    };
    await talk();
    await untilStuck(program.pid, () => false);
    const before = openSockets(program.pid);
    for (let round = 0; round < 20; round++) await talk();
    await untilStuck(program.pid, () => false);
    expect(openSockets(program.pid)).toBe(before);
  });

  it('joins a TCP port with a Unix socket, byte for byte', async () => {
    const path = freshPath();
    serve(
      async (conn) => {
        for await (const chunk of conn) await conn.sendall(chunk);
      },
      { path },
    );
    const { url } = await startListening(['relay', listening, `unix:${path}`]);
    const data = Buffer.alloc(4 * 1024 * 1024, 'abcdefg');
    const { stdout } = await runFdset([url], data);
    expect(stdout.equals(data)).toBe(true);
  });

  it('takes no more from one side than the other one takes', linux, async () => {
    const listener = owned(listen({ host: '127.0.0.1', port: 0 }));
    const { program, url } = await startListening([
      'relay',
      listening,
      urlOf(listener.getsockname()),
    ]);
    const [sock, [conn]] = await Promise.all([client(url), listener.accept()]);
    owned(conn);
    const offered = 512 * 1024 * 1024;
    const chunk = Buffer.alloc(1024 * 1024);
    let taken = 0;
    const sending = (async () => {
      while (taken < offered) {
        await sock.sendall(chunk);
        taken += chunk.length;
      }
    })().catch(() => {});
    let before = -1;
    await untilStuck(program.pid, () => {
      const isMore = taken > before;
      before = taken;
      return isMore;
    });
    // What the kernel's buffers of two connections hold, and one chunk.
    expect(taken).toBeLessThan(64 * 1024 * 1024);
    sock.close();
    await sending;
  });

  it('connects to both sides, and ends with them, exit code 0', async () => {
    const [a, b] = [
      serve(async (conn) => {
        await conn.sendall('from a');
        conn.shutdown(SHUT_WR);
        await everything(conn).then((text) => texts.push(text));
      }),
      serve(async (conn) => {
        texts.push(await everything(conn));
        await conn.sendall('from b');
      }),
    ];
    const texts: string[] = [];
    const { code, stderr } = await runFdset(['relay', a.url, b.url]);
    expect([code, stderr, texts]).toEqual([0, '', ['from a', 'from b']]);
  });

  it('joins the clients of two listeners', async () => {
    const paths = [freshPath(), freshPath()];
    const { program } = await startListening([
      'relay',
      ...paths.map((path) => `listen:unix:${path}`),
    ]);
    await program.complains(String(paths[1]));
    const [a, b] = await Promise.all(paths.map((path) => client(`unix:${path}`)));
    await a?.sendall('hello');
    expect(String(await b?.recv(100))).toBe('hello');
    program.kill('SIGINT');
    expect(await program.exits()).toBe('SIGINT');
    expect(paths.map((path) => existsSync(path))).toEqual([false, false]);
  });

  it('--hex shows both directions on stderr', async () => {
    const { program, url } = await startListening([
      'relay',
      '--hex',
      listening,
      serve(upperLines).url,
    ]);
    const sock = await client(url);
    await sock.sendall('hi');
    await program.complains('|HI|\n');
    expect(program.stderr.split('\n').slice(1, 3)).toEqual([
      '#1 > 00000000  68 69                                             |hi|',
      '#1 < 00000000  48 49                                             |HI|',
    ]);
  });

  it('takes TLS off, and puts it on', async () => {
    const files = ['--cert', pemPath('server'), '--key', pemPath('server-key')];
    const off = await startListening([
      'relay',
      'listen:tls://127.0.0.1:0',
      serve(upperLines).url,
      ...files,
    ]);
    const trust = ['--ca', pemPath('ca'), '--servername', 'server.test'];
    const on = await startListening(['relay', listening, off.url, ...trust]);
    expect(String((await runFdset([on.url], 'through both')).stdout)).toBe('THROUGH BOTH');
    const tls = { ca: pem('ca'), servername: 'server.test' };
    const encrypted = owned(await connect(off.url, { tls }));
    await encrypted.send('hello');
    expect(String(await encrypted.receive())).toBe('HELLO');
  });
});
