// `fdset listen` as a process of its own; the clients are the test's own sockets, and fdset itself.
import { existsSync } from 'node:fs';
import { AF_UNIX, SHUT_WR, SOCK_DGRAM, SOCK_SEQPACKET, hasDualstackIPv6 } from '@fdset/socket';
import { AsyncSocket, connect as connectAsync } from '@fdset/socket/async';
import { describe, expect, it } from 'vitest';
import { needsThat } from '../../../../scripts/test/needs.mjs';
import { connect, parseUrl } from '../../src/index.js';
import { reset } from '../support/peers.js';
import { runFdset, startListening } from '../support/run-fdset.js';
import { freshPath, owned } from '../support/servers.js';
import { pem, pemPath } from '../support/tls.js';

const anyPort = 'tcp://127.0.0.1:0';
const linux = needsThat(process.platform === 'linux', 'needs Linux');
const dualstack = needsThat(hasDualstackIPv6(), 'needs IPv6');

/** A connection to what listens at a URL. */
const client = async (url: string): Promise<AsyncSocket> =>
  owned(await connectAsync(parseUrl(url).address, { type: parseUrl(url).type }));

const say = async (sock: AsyncSocket, text: string): Promise<string> => {
  await sock.sendall(text);
  return (await sock.recv(1000)).toString();
};

const startEncrypted = (...more: string[]): ReturnType<typeof startListening> => {
  const files = ['--cert', pemPath('server'), '--key', pemPath('server-key'), ...more];
  return startListening(['listen', 'tls://127.0.0.1:0', '--echo', '-v', ...files]);
};

describe('fdset listen --echo and --upper', () => {
  it('says where it listens, and answers many clients at once, each to its end', async () => {
    const { url } = await startListening(['listen', anyPort, '--upper']);
    const clients = await Promise.all(Array.from({ length: 20 }, () => client(url)));
    for (const sock of clients) expect(await say(sock, 'grüße')).toBe('GRÜSSE');
    for (const sock of clients.toReversed()) {
      sock.shutdown(SHUT_WR);
      expect(await sock.recv(100)).toHaveLength(0);
    }
  });

  it('--upper joins a letter that comes in two pieces', async () => {
    const { url } = await startListening(['listen', anyPort, '--upper']);
    const sock = await client(url);
    await sock.sendall(Buffer.from([0x61, 0xc3]));
    expect((await sock.recv(100)).toString()).toBe('A');
    await sock.sendall(Buffer.of(0xbc));
    expect((await sock.recv(100)).toString()).toBe('Ü');
  });

  it('outlives a client that resets its connection, and says so with -v', async () => {
    const { program, url } = await startListening(['listen', anyPort, '--echo', '-v']);
    const lost = await client(url);
    expect(await say(lost, 'x')).toBe('x');
    reset(lost);
    await program.complains('was lost: ');
    expect(await say(await client(url), 'still there')).toBe('still there');
  });

  it('sends back more than fits, while the client is still sending', async () => {
    const { url } = await startListening(['listen', anyPort, '--echo']);
    const data = Buffer.alloc(8 * 1024 * 1024, 'abcdefg');
    const { stdout } = await runFdset([url], data);
    expect(stdout.equals(data)).toBe(true);
  });

  it('--once ends after its first client, exit code 0', async () => {
    const { program, url } = await startListening(['listen', anyPort, '--echo', '--once']);
    const sock = await client(url);
    expect(await say(sock, 'hello')).toBe('hello');
    sock.close();
    expect(await program.exits()).toBe(0);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'removes its Unix socket on %s, and ends by that signal',
    async (signal) => {
      const path = freshPath();
      const { program, url } = await startListening(['listen', `unix:${path}`, '--echo']);
      expect(await say(await client(url), 'hello')).toBe('hello');
      program.kill(signal);
      expect(await program.exits()).toBe(signal);
      expect(existsSync(path)).toBe(false);
      expect(program.stderr).toBe(`fdset: listening on unix:${path}\n`);
    },
  );

  it('listens at every address, of both families, without a host', async () => {
    const { url } = await startListening(['listen', 'tcp://:0', '--echo']);
    const { port } = parseUrl(url).address as { port: number };
    expect(await say(await client(`tcp://127.0.0.1:${port}`), 'four')).toBe('four');
  });

  it('takes datagrams at every address, of both families, without a host', dualstack, async () => {
    const { url } = await startListening(['listen', 'udp://:0', '--upper']);
    const { port } = parseUrl(url).address as { port: number };
    for (const host of ['127.0.0.1', '[::1]']) {
      const sock = owned(await connect(`udp://${host}:${port}`));
      expect(String(await sock.request('hello'))).toBe('HELLO');
    }
  });

  it('says, exit code 1, that the port is taken', async () => {
    const { url } = await startListening(['listen', anyPort, '--echo']);
    const { code, stderr } = await runFdset(['listen', url, '--echo']);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^fdset: \S+ EADDRINUSE [^\n]+\n$/)]);
  });

  it('answers datagrams to where they came from', async () => {
    const { url } = await startListening(['listen', 'udp://127.0.0.1:0', '--upper']);
    const [a, b] = [owned(await connect(url)), owned(await connect(url))];
    expect(String(await a.request('from a'))).toBe('FROM A');
    expect(String(await b.request('from b'))).toBe('FROM B');
    expect(String(await a.request('x'.repeat(60_000)))).toBe('X'.repeat(60_000));
  });

  it('answers Unix datagrams, and outlives a sender without a name', linux, async () => {
    const path = freshPath();
    const { program, url } = await startListening(['listen', `unix+dgram:${path}`, '--echo', '-v']);
    const nameless = owned(new AsyncSocket(AF_UNIX, SOCK_DGRAM));
    await nameless.connect({ path });
    await nameless.send('who am I');
    await program.complains('without a name');
    expect(String(await owned(await connect(url)).request('hello'))).toBe('hello');
    program.kill('SIGTERM');
    await program.exits();
    expect(existsSync(path)).toBe(false);
  });

  it.each(['unix', 'unix+dgram'])(
    'says an abstract name as %s: URLs have it',
    linux,
    async (scheme) => {
      const name = `%00fdset-test-${process.pid}-${scheme}`;
      const { url } = await startListening(['listen', `${scheme}:${name}`, '--upper']);
      expect(url).toBe(`${scheme}:${name}`);
      const { stdout } = await runFdset(['--once', url], 'hello');
      expect(stdout.toString()).toBe('HELLO');
    },
  );

  it('answers messages of SEQPACKET', linux, async () => {
    const { url } = await startListening(['listen', `unix+seqpacket:${freshPath()}`, '--echo']);
    const sock = await client(url);
    expect(sock.type).toBe(SOCK_SEQPACKET);
    await sock.send('one');
    await sock.send('two');
    expect((await sock.recv(100)).toString()).toBe('one');
    expect((await sock.recv(100)).toString()).toBe('two');
  });

  it('speaks TLS, and goes on after a client that does not', async () => {
    const { program, url } = await startEncrypted();
    const plain = await client(url.replace('tls:', 'tcp:'));
    await plain.sendall('this is no handshake\n');
    await program.complains('was lost: ');
    const tls = { ca: pem('ca'), servername: 'server.test' };
    const encrypted = owned(await connect(url, { tls }));
    await encrypted.send('hello');
    expect(String(await encrypted.receive())).toBe('hello');
  });
});

describe('fdset listen with TLS', () => {
  it('--ca lets in whoever has a certificate of that authority, and nobody else', async () => {
    const { program, url } = await startEncrypted('--ca', pemPath('ca'));
    const tls = { ca: pem('ca'), servername: 'server.test' };
    const known = owned(
      await connect(url, { tls: { ...tls, cert: pem('client'), key: pem('client-key') } }),
    );
    await known.send('hello');
    expect(String(await known.receive())).toBe('hello');
    const unknown = owned(await connect(url, { tls }));
    await expect(unknown.receive()).rejects.toMatchObject({ phase: 'read' });
    await program.complains('was lost: ');
  });
});
