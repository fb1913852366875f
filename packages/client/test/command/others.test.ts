// The command with programs that others wrote, as servers, as clients and on both sides of a relay.
import { dirname } from 'node:path';
import { createListener } from '@fdset/socket';
import { describe, expect, it } from 'vitest';
import { needs } from '../../../../scripts/test/needs.mjs';
import { serve, upperLines } from '../support/peers.js';
import { startNginx } from '../support/nginx.js';
import { Running, run, runFdset, startFdset, startListening } from '../support/run-fdset.js';
import { freshPath } from '../support/servers.js';
import { pemPath } from '../support/tls.js';

const python = process.env['PYTHON'] ?? 'python3';

/** A port that nobody has: for programs that cannot choose one themselves. */
const freePort = (): number => {
  using listener = createListener({ host: '127.0.0.1', port: 0 });
  return listener.getsockname().port;
};

const portOf = (url: string): string => url.slice(url.lastIndexOf(':') + 1);

describe('fdset talks to', () => {
  it('socat over TCP, UDP and Unix datagrams', needs('socat'), async () => {
    const path = freshPath();
    const port = freePort();
    const pairs = [
      [`TCP-LISTEN:${port},bind=127.0.0.1`, `tcp://127.0.0.1:${port}`],
      [`UDP-RECVFROM:${port},bind=127.0.0.1`, `udp://127.0.0.1:${port}`],
      [`UNIX-RECVFROM:${path}`, `unix+dgram:${path}`],
    ] as const;
    for (const [address, url] of pairs) {
      const socat = new Running('socat', ['-d', '-d', '-d', address, 'EXEC:tr a-z A-Z'], 'pipe');
      await socat.complains(address.startsWith('TCP') ? 'listening on' : 'receiving on');
      const fdset = startFdset([url]);
      fdset.type('one\ntwo\n');
      // Only a stream tells its end. The wait for datagrams begins with the end of the input.
      if (address.startsWith('TCP')) fdset.type(null);
      await fdset.prints('ONE\nTWO\n');
      fdset.type(null);
      expect([url, await fdset.exits()]).toEqual([url, 0]);
    }
  });

  it('nc -l, both ways', needs('nc'), async () => {
    const path = freshPath();
    const nc = new Running('nc', ['-l', '-v', '-N', '-U', path], 'pipe');
    await nc.complains('Listening');
    const fdset = startFdset([`unix:${path}`]);
    fdset.type('from fdset\n');
    nc.type('from nc\n');
    await Promise.all([fdset.prints('from nc\n'), nc.prints('from fdset\n')]);
    nc.type(null);
    fdset.type(null);
    expect(await fdset.exits()).toBe(0);
    expect([await nc.exits(), nc.stdout.toString()]).toEqual([0, 'from fdset\n']);
  });

  it('redis-server by lines, by pieces and once', needs('redis-server'), async () => {
    const path = freshPath('redis.sock');
    const options = ['--port', '0', '--unixsocket', path, '--save', '', '--dir', dirname(path)];
    const redis = new Running('redis-server', options, 'pipe');
    await redis.says('ready to accept connections');
    const url = `unix:${path}`;
    const ping = await runFdset(['--crlf', '--once', url], 'PING\n');
    expect([ping.code, ping.stdout.toString()]).toEqual([0, '+PONG\r\n']);
    const lines = await runFdset(['--framing', 'crlf', url], 'SET a 1\nINCR a\nQUIT\n');
    expect([lines.code, lines.stdout.toString()]).toEqual([0, '+OK\n:2\n+OK\n']);
  });

  it('nginx over HTTP and HTTPS, to the end that nginx sets', needs('nginx'), async () => {
    const [plain, encrypted] = [freePort(), freePort()];
    const certified = `ssl_certificate ${pemPath('server')}; ssl_certificate_key ${pemPath('server-key')};`;
    await startNginx([`127.0.0.1:${plain}`, `127.0.0.1:${encrypted} ssl`], certified);
    const request = 'GET / HTTP/1.0\nHost: server.test\n\n';
    const http = await runFdset(['--crlf', `tcp://127.0.0.1:${plain}`], request);
    expect(http.stdout.toString()).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\nhello$/);
    const trust = ['--ca', pemPath('ca'), '--servername', 'server.test'];
    const args = ['--crlf', '--no-half-close', ...trust, `tls://127.0.0.1:${encrypted}`];
    const https = await runFdset(args, request);
    expect([https.code, https.stderr]).toEqual([0, '']);
    expect(https.stdout.toString()).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\nhello$/);
  });

  it('openssl s_server', needs('openssl'), async () => {
    const port = freePort();
    const files = ['-cert', pemPath('server'), '-key', pemPath('server-key')];
    const server = new Running(
      'openssl',
      ['s_server', '-accept', String(port), '-rev', ...files],
      'pipe',
    );
    await server.prints('ACCEPT\n');
    const trust = ['--ca', pemPath('ca'), '--servername', 'server.test'];
    const args = ['--once', '--no-half-close', ...trust, `tls://127.0.0.1:${port}`];
    const { code, stdout } = await runFdset(args, 'hello\n');
    expect([code, stdout.toString()]).toEqual([0, 'olleh\n']);
  });

  it("the document's socketserver in Python", needs('python3'), async () => {
    const script = `
import socketserver, sys
class Upper(socketserver.BaseRequestHandler):
    def handle(self):
        data = self.request.recv(1024).strip()
        self.request.sendall(data.upper())
with socketserver.ThreadingTCPServer(('127.0.0.1', 0), Upper) as server:
    print(server.server_address[1], flush=True)
    server.serve_forever()
`;
    const server = new Running(python, ['-c', script], 'pipe');
    await server.prints('\n');
    const { code, stdout } = await runFdset(
      [`tcp://127.0.0.1:${server.stdout.toString().trim()}`],
      'hello\n',
    );
    expect([code, stdout.toString()]).toEqual([0, 'HELLO']);
  });
});

describe('fdset listen serves', () => {
  it('nc, over TCP, UDP and Unix sockets', needs('nc'), async () => {
    const tcp = await startListening(['listen', 'tcp://127.0.0.1:0', '--upper']);
    const viaTcp = await run('nc', ['-N', '127.0.0.1', portOf(tcp.url)], 'hello');
    expect(viaTcp.stdout.toString()).toBe('HELLO');
    const udp = await startListening(['listen', 'udp://127.0.0.1:0', '--upper', '--once']);
    const nc = new Running('nc', ['-u', '127.0.0.1', portOf(udp.url)], 'pipe');
    nc.type('hello');
    await nc.prints('HELLO');
    const path = freshPath();
    await startListening(['listen', `unix:${path}`, '--upper']);
    expect((await run('nc', ['-N', '-U', path], 'hello')).stdout.toString()).toBe('HELLO');
  });

  it('socat, over SEQPACKET', needs('socat'), async () => {
    const path = freshPath();
    await startListening(['listen', `unix+seqpacket:${path}`, '--upper']);
    const { stdout } = await run('socat', ['-', `UNIX-CONNECT:${path},type=5`], 'hello');
    expect(stdout.toString()).toBe('HELLO');
  });

  it('openssl s_client', needs('openssl'), async () => {
    const files = ['--cert', pemPath('server'), '--key', pemPath('server-key')];
    const { url } = await startListening(['listen', 'tls://127.0.0.1:0', '--upper', ...files]);
    const args = [
      's_client',
      '-quiet',
      '-no_ign_eof',
      '-CAfile',
      pemPath('ca'),
      '-verify_return_error',
    ];
    const client = new Running(
      'openssl',
      [...args, '-connect', `127.0.0.1:${portOf(url)}`],
      'pipe',
    );
    client.type('hello\n');
    await client.prints('HELLO\n');
  });
});

describe('fdset relay stands between', () => {
  it('redis-cli and a Redis at a Unix socket', needs('redis-server', 'redis-cli'), async () => {
    const path = freshPath('redis.sock');
    const options = ['--port', '0', '--unixsocket', path, '--save', '', '--dir', dirname(path)];
    const redis = new Running('redis-server', options, 'pipe');
    await redis.says('ready to accept connections');
    const { url } = await startListening(['relay', 'listen:tcp://127.0.0.1:0', `unix:${path}`]);
    const { stdout } = await run('redis-cli', ['-p', portOf(url), 'ECHO', 'through']);
    expect(stdout.toString()).toBe('through\n');
  });

  it('a client of UDP, socat, and a server of it', needs('socat'), async () => {
    const port = freePort();
    const socat = new Running(
      'socat',
      ['-d', '-d', '-d', `UDP-RECVFROM:${port},bind=127.0.0.1,fork`, 'EXEC:tr a-z A-Z'],
      'pipe',
    );
    await socat.complains('receiving on');
    const { url } = await startListening([
      'relay',
      'listen:udp://127.0.0.1:0',
      `udp://127.0.0.1:${port}`,
    ]);
    const { code, stdout } = await runFdset(['--once', '--wait=60000', url], 'hello');
    expect([code, stdout.toString()]).toEqual([0, 'HELLO']);
  });

  it('curl and an HTTP server, with TLS in front', needs('curl'), async () => {
    const server = serve(async (conn) => {
      await conn.recv(4096);
      await conn.sendall('HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello');
    });
    const files = ['--cert', pemPath('server'), '--key', pemPath('server-key')];
    const { url } = await startListening([
      'relay',
      'listen:tls://127.0.0.1:0',
      server.url,
      ...files,
    ]);
    const port = portOf(url);
    const args = ['-sS', '--cacert', pemPath('ca'), '--resolve', `server.test:${port}:127.0.0.1`];
    const { stdout, stderr } = await run('curl', [...args, `https://server.test:${port}/`]);
    expect([stdout.toString(), stderr]).toEqual(['hello', '']);
  });

  it('nc and the uppercase server', needs('nc'), async () => {
    const { url } = await startListening([
      'relay',
      'listen:tcp://127.0.0.1:0',
      serve(upperLines).url,
    ]);
    const { stdout } = await run('nc', ['-N', '127.0.0.1', portOf(url)], 'hello');
    expect(stdout.toString()).toBe('HELLO');
  });
});
