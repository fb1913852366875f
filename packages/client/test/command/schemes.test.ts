// Sessions over what is no plain stream.
import { AF_INET, AF_UNIX, SOCK_DGRAM, SOCK_SEQPACKET, describeAddress } from '@fdset/socket';
import type { Address } from '@fdset/socket';
import { AsyncSocket, listen } from '@fdset/socket/async';
import { describe, expect, it, onTestFinished } from 'vitest';
import { needsThat } from '../../../../scripts/test/needs.mjs';
import { serve } from '../support/peers.js';
import { runFdset, startFdset } from '../support/run-fdset.js';
import { freshPath, owned } from '../support/servers.js';
import { pem, pemPath } from '../support/tls.js';

type Answer = (data: Buffer) => string;

const upper: Answer = (data) => data.toString().toUpperCase();

/** Answers every datagram; keeps what came. */
const datagrams = (
  family: number,
  address: Address,
  answer: Answer = upper,
): { bound: Address; heard: string[] } => {
  const socket = owned(new AsyncSocket(family, SOCK_DGRAM));
  socket.bind(address);
  const heard: string[] = [];
  const serving = async (): Promise<void> => {
    for (;;) {
      const [data, from] = await socket.recvfrom(65_536);
      heard.push(data.toString());
      await socket.sendto(answer(data), from as Address);
    }
  };
  serving().catch(() => {});
  return { bound: socket.getsockname(), heard };
};

const udp = (answer?: Answer): { url: string; heard: string[] } => {
  const { bound, heard } = datagrams(AF_INET, { host: '127.0.0.1', port: 0 }, answer);
  return { url: `udp://${describeAddress(bound)}`, heard };
};

/** Types an input, waits until the whole output is there, and only then ends: no wait of the command is a limit. */
const talk = async (args: string[], input: string, output: string): Promise<unknown[]> => {
  const program = startFdset(args);
  program.type(input);
  await program.prints(output);
  program.type(null);
  return [await program.exits(), program.stderr];
};

const linux = needsThat(process.platform === 'linux', 'needs Linux');

describe('fdset over udp:', () => {
  it('sends what is written as a datagram, and ends when nothing more comes', async () => {
    const { url, heard } = udp();
    expect(await talk([url], 'one\ntwo\n', 'ONE\nTWO\n')).toEqual([0, '']);
    expect(heard).toEqual(['one\ntwo\n']);
  });

  it('ends by itself without --wait', async () => {
    const { code, stderr } = await runFdset([udp().url], 'hello');
    expect([code, stderr]).toEqual([0, '']);
  });

  it('--framing lines: each line is a datagram, each datagram is printed as a line', async () => {
    const { url, heard } = udp();
    const args = ['--framing', 'lines', url];
    expect(await talk(args, 'one\n\ntwo\n', 'ONE\n\nTWO\n')).toEqual([0, '']);
    expect(heard).toEqual(['one', '', 'two']);
  });

  it('--once ends after the first answer', async () => {
    const { code, stdout } = await runFdset(['--once', '--wait', udp().url], 'hello');
    expect([code, stdout.toString()]).toEqual([0, 'HELLO']);
  });

  it('says, exit code 1, that nothing listens there', async () => {
    const socket = new AsyncSocket(AF_INET, SOCK_DGRAM);
    socket.bind({ host: '127.0.0.1', port: 0 });
    const address = describeAddress(socket.getsockname());
    socket.close();
    const { code, stderr } = await runFdset([`udp://${address}`], 'hello');
    expect([code, stderr]).toEqual([1, `fdset: nothing listens on ${address} (ECONNREFUSED)\n`]);
  });

  it('says, exit code 4, that no answer came', async () => {
    const socket = owned(new AsyncSocket(AF_INET, SOCK_DGRAM));
    socket.bind({ host: '127.0.0.1', port: 0 });
    const url = `udp://${describeAddress(socket.getsockname())}`;
    const { code, stderr } = await runFdset(['--once', '--wait=20', url], 'hello');
    expect([code, stderr]).toEqual([4, `fdset: the server at ${url.slice(6)} gave no answer\n`]);
  });
});

describe('fdset over Unix sockets that keep messages apart', linux, () => {
  it('unix+dgram: is answered at a name that the kernel chooses', async () => {
    const path = freshPath();
    datagrams(AF_UNIX, { path });
    expect(await talk([`unix+dgram:${path}`], 'hello', 'HELLO')).toEqual([0, '']);
  });

  it('unix+seqpacket: half-closes, and prints a message a line', async () => {
    const path = freshPath();
    const listener = owned(listen({ path }, { type: SOCK_SEQPACKET }));
    const serving = async (): Promise<void> => {
      const [conn] = await listener.accept();
      const heard: string[] = [];
      for (let data = await conn.recv(100); data.length > 0; data = await conn.recv(100))
        heard.push(data.toString());
      for (const message of heard.reverse()) await conn.send(message);
      conn.close();
    };
    const served = serving();
    const args = ['--framing', 'lines', `unix+seqpacket:${path}`];
    const { code, stdout } = await runFdset(args, 'one\ntwo\n');
    await served;
    expect([code, stdout.toString()]).toEqual([0, 'two\none\n']);
  });
});

/** A server of TLS that hears everything, and then says it in upper case; `closed` when a handshake failed. */
const tlsServer = (more: object = {}): string => {
  const options = { serverSide: true, key: pem('server-key'), cert: pem('server'), ...more };
  const { url } = serve(async (conn) => {
    const stream = await conn.startTls(options);
    onTestFinished(() => stream.close());
    let heard = '';
    for await (const chunk of stream) heard += chunk.toString();
    await stream.sendall(heard.toUpperCase());
    await stream[Symbol.asyncDispose]();
  });
  return url;
};

const trusted = ['--ca', pemPath('ca'), '--servername', 'server.test'];

describe('fdset over TLS', () => {
  it('half-closes, as over TCP', async () => {
    const url = tlsServer().replace('tcp:', 'tls:');
    const { code, stdout, stderr } = await runFdset(['-v', ...trusted, url], 'hello');
    expect([code, stdout.toString()]).toEqual([0, 'HELLO']);
    expect(stderr).toBe(`fdset: connected to ${url.slice(6)} (TLSv1.3)\n`);
  });

  it('--tls is the same over a tcp: URL', async () => {
    const { stdout } = await runFdset(['--tls', ...trusted, tlsServer()], 'hello');
    expect(stdout.toString()).toBe('HELLO');
  });

  it('--insecure takes any certificate', async () => {
    const { code, stdout } = await runFdset(['--tls', '--insecure', tlsServer()], 'hello');
    expect([code, stdout.toString()]).toEqual([0, 'HELLO']);
  });

  it.each([
    ['an authority that nobody knows', ['--servername', 'server.test'], /--ca FILE trusts/],
    ['another name', ['--ca', pemPath('ca'), '--servername', 'other.test'], /--servername NAME/],
  ])('refuses a certificate with %s, exit code 1, and says what helps', async (_, args, advice) => {
    const { code, stdout, stderr } = await runFdset(['--tls', ...args, tlsServer()], 'hello');
    expect([code, stdout.toString()]).toEqual([1, '']);
    expect(stderr).toMatch(/^fdset: [^\n]+\n$/);
    expect(stderr).toMatch(advice);
  });

  it('--cert and --key show who the client is', async () => {
    const asking = { requestCert: true, rejectUnauthorized: true, ca: pem('ca') };
    const own = ['--cert', pemPath('client'), '--key', pemPath('client-key')];
    const shown = await runFdset(['--tls', ...trusted, ...own, tlsServer(asking)], 'hello');
    expect([shown.code, shown.stdout.toString()]).toEqual([0, 'HELLO']);
    const without = await runFdset(['--tls', ...trusted, tlsServer(asking)], 'hello');
    expect(without.code).toBe(3);
    expect(without.stderr).toMatch(
      /^fdset: the connection to \S+ was lost: [^\n:]+; the server wants a certificate: --cert FILE, --key FILE\n$/,
    );
  });

  it('asks before TLS 1.3, which tells less, whether the server wants a certificate', async () => {
    const asking = { requestCert: true, rejectUnauthorized: true, ca: pem('ca') };
    const url = tlsServer({ ...asking, maxVersion: 'TLSv1.2' });
    const { code, stderr } = await runFdset(['--tls', ...trusted, url], 'hello');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^fdset: [^\n]+; does it want a certificate \(--cert FILE[^\n]+\n$/);
  });

  it.each([
    ['ends', async (): Promise<void> => {}],
    ['is silent', (): Promise<void> => new Promise(() => {})],
  ])('asks whether a server speaks TLS that %s, in whole milliseconds', async (_, script) => {
    const { url } = serve(script);
    const { code, stderr } = await runFdset(['--tls', '--timeout', '500', url], 'hello');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^fdset: [^\n]+; does it speak TLS\?\n$/);
    expect(stderr).not.toMatch(/\d\.\d+ ms/);
  });

  it('says, exit code 1, that the server speaks no TLS', async () => {
    const { url } = serve(async (conn) => {
      await conn.sendall('220 hello\r\n');
      await conn.recv(1000);
    });
    const { code, stderr } = await runFdset(['--tls', url], 'hello');
    expect(code).toBe(1);
    expect(stderr).toBe(
      `fdset: ${url}: the TLS handshake failed: wrong version number; the server speaks no TLS\n`,
    );
  });
});
