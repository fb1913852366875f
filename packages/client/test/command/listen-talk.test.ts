// `fdset listen` without --echo and --upper: a session with its first client.
import { existsSync } from 'node:fs';
import { SHUT_WR } from '@fdset/socket';
import { connect as connectAsync } from '@fdset/socket/async';
import type { AsyncSocket } from '@fdset/socket/async';
import { describe, expect, it } from 'vitest';
import { connect, parseUrl } from '../../src/index.js';
import { startFdset, startListening } from '../support/run-fdset.js';
import { freshPath, owned } from '../support/servers.js';

const anyPort = 'tcp://127.0.0.1:0';

const client = async (url: string): Promise<AsyncSocket> =>
  owned(await connectAsync(parseUrl(url).address));

describe('fdset listen, talking with one client', () => {
  it('prints what the client sends, sends it the input, and ends with both', async () => {
    const { program, url } = await startListening(['listen', anyPort]);
    program.type('from the listener');
    const { code, stdout, stderr } = await (async () => {
      const talking = startFdset([url]);
      talking.type('from the client');
      await program.prints('from the client');
      await talking.prints('from the listener');
      talking.type(null);
      program.type(null);
      return { code: await talking.exits(), stdout: talking.stdout, stderr: talking.stderr };
    })();
    expect([code, String(stdout), stderr]).toEqual([0, 'from the listener', '']);
    expect(await program.exits()).toBe(0);
  });

  it('lets nobody else in', async () => {
    const { program, url } = await startListening(['listen', anyPort, '-v']);
    const sock = await client(url);
    await program.complains('connected');
    await expect(client(url)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    sock.close();
    program.type(null);
    expect(await program.exits()).toBe(0);
  });

  it('sends what its pipe holds to a client that has ended its side at once', async () => {
    const { program, url } = await startListening(['listen', anyPort]);
    program.type('the answer');
    const sock = await client(url);
    sock.shutdown(SHUT_WR);
    expect((await sock.recv(100)).toString()).toBe('the answer');
    sock.close();
    program.type(null);
    expect(await program.exits()).toBe(0);
  });

  it('says that the client has gone', async () => {
    const { program, url } = await startListening(['listen', anyPort]);
    const sock = await client(url);
    await sock.sendall('bye');
    await program.prints('bye');
    sock.close();
    await program.complains('has ended');
    program.type(null);
    expect(await program.exits()).toBe(0);
    expect(program.stderr).toMatch(/fdset: the client at \S+ has ended its side; [^\n]+\n$/);
  });

  it('has a framing and a hex dump as a session has', async () => {
    const { program, url } = await startListening([
      'listen',
      anyPort,
      '--framing',
      'len1',
      '--hex',
    ]);
    const sock = await client(url);
    await sock.sendall(Buffer.from('\u0002hi'));
    await program.prints('|hi|\n');
    program.type('yo\n');
    expect((await sock.recv(100)).toString()).toBe('\u0002yo');
    sock.close();
    program.type(null);
    expect(await program.exits()).toBe(0);
  });

  it('talks with the first sender of datagrams, and hears no other', async () => {
    const { program, url } = await startListening(['listen', 'udp://127.0.0.1:0', '--wait=100']);
    const [first, other] = [owned(await connect(url)), owned(await connect(url))];
    await first.send('one ');
    await program.prints('one ');
    await other.send('two ');
    await first.send('three ');
    await program.prints('one three ');
    program.type('answer');
    expect(String(await first.receive())).toBe('answer');
    program.type(null);
    expect(await program.exits()).toBe(0);
  });

  it('removes its Unix socket when whoever reads its output has seen enough', async () => {
    const path = freshPath();
    const { program } = await startListening(['listen', `unix+dgram:${path}`]);
    const sock = owned(await connect(`unix+dgram:${path}`));
    await sock.send('enough');
    await program.prints('enough');
    program.closeOutput();
    await sock.send('more');
    expect(await program.exits()).toBe(0);
    expect(existsSync(path)).toBe(false);
  });

  it('removes its Unix socket when a client is there', async () => {
    const path = freshPath();
    const { program, url } = await startListening(['listen', `unix:${path}`]);
    const sock = await client(url);
    await sock.sendall('x');
    await program.prints('x');
    expect(existsSync(path)).toBe(false);
  });
});
