// Servers of this folder, each by the client that it is for. descriptors.test.mjs has those about descriptors and waiting.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { needs } from '@fdset/test-support/needs';
import { describe, expect, it, onTestFinished } from 'vitest';

import { freshFolder, programPath, run, start } from './support/start.mjs';

describe('RESP key-value store', () => {
  it('SET, GET, DEL by redis-cli', needs('redis-cli'), async () => {
    const { where, ends } = await start('resp', '0');
    const redis = async (...args) => (await run('redis-cli', ['-p', where, ...args])).stdout.trim();
    expect(await redis('PING')).toBe('PONG');
    expect(await redis('SET', 'key', 'a value')).toBe('OK');
    expect(await redis('GET', 'key')).toBe('a value');
    expect(await redis('DEL', 'key')).toBe('1');
    expect(await redis('GET', 'key')).toBe('');
    expect(await redis('NONSENSE')).toMatch(/unknown command/);
    expect(await ends()).toEqual([0, null]);
  });

  it('pipelines and parallel clients by redis-benchmark', needs('redis-benchmark'), async () => {
    const { where } = await start('resp', '0');
    const args = ['-p', where, '-t', 'set,get', '-n', '2000', '-c', '10', '-P', '4', '-q'];
    const { stdout } = await run('redis-benchmark', args);
    expect(stdout).toMatch(/SET: [\d.]+ requests per second/);
    expect(stdout).toMatch(/GET: [\d.]+ requests per second/);
  });
});

describe('syslog', () => {
  it('by UDP from logger', needs('logger'), async () => {
    const { where, prints } = await start('syslog', '0');
    await run('logger', [
      '-n',
      '127.0.0.1',
      '-P',
      where,
      '-d',
      '--rfc3164',
      '-p',
      'mail.warning',
      'by udp',
    ]);
    await prints(/mail\.warning .*by udp\n/);
  });

  it('by a Unix datagram socket from logger', needs('logger'), async () => {
    const { where, prints } = await start('syslog', join(freshFolder(), 'log'));
    await run('logger', ['-u', where, '-p', 'local0.err', 'by path']);
    await prints(/local0\.err .*by path\n/);
  });
});

describe('log records', () => {
  it("of Python's SocketHandler", needs('python3'), async () => {
    const { where, prints } = await start('log-records', '0');
    const script = `import logging, logging.handlers
log = logging.getLogger('the.logger'); log.addHandler(logging.handlers.SocketHandler('127.0.0.1', ${where}))
log.error('message %d', 1); log.warning('message two')`;
    await run(process.env.PYTHON ?? 'python3', ['-c', script]);
    await prints(/the\.logger.*message 1/);
    await prints(/message two/);
  });
});

describe('static files', () => {
  const site = () => {
    const folder = freshFolder();
    mkdirSync(join(folder, 'site'));
    writeFileSync(join(folder, 'secret'), 'secret');
    writeFileSync(join(folder, 'site', 'page.html'), 'x'.repeat(1_000_000));
    symlinkSync(join(folder, 'secret'), join(folder, 'site', 'link'));
    mkdirSync(join(folder, 'site', '.git'));
    writeFileSync(join(folder, 'site', '.git', 'config'), 'secret');
    writeFileSync(join(folder, 'site', '.env'), 'secret');
    symlinkSync('.env', join(folder, 'site', 'settings'));
    return join(folder, 'site');
  };

  it('by curl', needs('curl'), async () => {
    const { where } = await start('static-files', '0', site());
    const { stdout } = await run('curl', ['-sS', `http://127.0.0.1:${where}/page.html`], {
      maxBuffer: 2e6,
    });
    expect(stdout).toHaveLength(1_000_000);
    const { stdout: head } = await run('curl', ['-sSI', `http://127.0.0.1:${where}/page.html`]);
    expect(head).toMatch(/200 OK\r\nContent-Length: 1000000/);
  });

  it('nothing outside of the folder, and nothing hidden', needs('curl'), async () => {
    const { where } = await start('static-files', '0', site());
    const outside = ['../secret', '%2e%2e/secret', 'link'];
    const hidden = ['.git/config', '.env', '%2eenv', 'settings'];
    for (const path of [...outside, ...hidden, '.', '%zz', 'missing']) {
      const args = ['-sS', '--path-as-is', '-o', '/dev/null', '-w', '%{http_code}'];
      const { stdout } = await run('curl', [...args, `http://127.0.0.1:${where}/${path}`]);
      expect([path, stdout]).toEqual([path, '404']);
    }
  });

  it('a client that leaves in the middle harms nobody', async () => {
    const { where, ends } = await start('static-files', '0', site());
    const client = connect(Number(where), '127.0.0.1');
    client.write('GET /page.html HTTP/1.0\r\n\r\n');
    await once(client, 'data');
    client.resetAndDestroy();
    expect(await ends()).toEqual([0, null]);
  });
});

describe('DNS', () => {
  it('answers dig', needs('dig'), async () => {
    const { where } = await start('dns', '0');
    const dig = async (...args) => (await run('dig', ['@127.0.0.1', '-p', where, ...args])).stdout;
    expect(await dig('+short', 'host.test')).toBe('127.0.0.1\n');
    expect(await dig('+short', 'AAAA', 'host.test')).toBe('');
    expect(await dig('host.example')).toMatch(/status: NXDOMAIN/);
  });
});

describe('HTTP/1.1', () => {
  it('answers several requests of curl over one connection', needs('curl'), async () => {
    const { where, ends } = await start('http', '0');
    const url = `http://127.0.0.1:${where}/`;
    const form = ['-s', '-w', ' %{http_code} %{num_connects}\n'];
    const { stdout } = await run('curl', [...form, url, `${url}nothing`]);
    expect(stdout).toBe('hello from fdset\n 200 1\nonly / is here\n 404 0\n');
    const big = 'x'.repeat(300_000);
    const file = join(freshFolder(), 'big');
    writeFileSync(file, big);
    const posted = await run('curl', ['-s', '--data-binary', `@${file}`, url]);
    expect(posted.stdout).toBe(big);
    expect((await run('curl', ['-s', '-X', 'PUT', '-d', '1', url])).stdout).toMatch(/GET/);
    expect(await ends()).toEqual([0, null]);
  });

  it('answers pipelined requests in order, and one that is too long with 413', async () => {
    const { where } = await start('http', '0');
    const socket = connect(Number(where), '127.0.0.1');
    onTestFinished(() => socket.destroy());
    const post = (body) => `POST / HTTP/1.1\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    socket.end(`${post('one')}${post('two')}POST / HTTP/1.1\r\nContent-Length: 9999999\r\n\r\n`);
    let text = '';
    for await (const data of socket) text += data;
    expect(text.match(/HTTP.1.1 \d+|one|two|too much/g)).toEqual([
      'HTTP/1.1 200',
      'one',
      'HTTP/1.1 200',
      'two',
      'HTTP/1.1 413',
      'too much',
    ]);
  });

  it('serves wrk and h2load', needs('wrk', 'h2load'), async () => {
    const { where } = await start('http', '0');
    const url = `http://127.0.0.1:${where}/`;
    const { stdout } = await run('wrk', ['-t1', '-c20', '-d1s', url]);
    expect(stdout).toMatch(/Requests\/sec/);
    expect(stdout).not.toMatch(/Socket errors|Non-2xx/);
    const loaded = await run('h2load', ['--h1', '-n1000', '-c10', url]);
    expect(loaded.stdout).toMatch(/1000 succeeded, 0 failed/);
  });
});

describe('chat', () => {
  const enter = async (port, name) => {
    const socket = connect(Number(port), '127.0.0.1').setEncoding('utf8');
    onTestFinished(() => socket.destroy());
    let text = '';
    socket.on('data', (data) => (text += data));
    const hears = async (words) => {
      while (!text.includes(words)) await once(socket, 'data');
    };
    await hears('your name? ');
    socket.write(`${name}\n`);
    return { socket, hears };
  };

  it('tells every line to all others, and who comes and leaves', async () => {
    const { where, ends } = await start('chat', '0');
    const ann = await enter(where, 'Ann');
    const bob = await enter(where, 'Bob');
    await ann.hears('* Bob has come, 2 here');
    bob.socket.write('hello\n');
    await ann.hears('Bob: hello\n');
    bob.socket.end();
    await ann.hears('* Bob has left\n');
    ann.socket.end();
    expect(await ends()).toEqual([0, null]);
  });
});

describe('TLS echo', () => {
  it('by openssl s_client', needs('openssl'), async () => {
    const folder = freshFolder();
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const made =
      '-x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost';
    await run('openssl', ['req', ...made.split(' '), '-keyout', key, '-out', cert]);
    const { where, prints, ends } = await start('tls-echo', key, cert, '0');
    const client = spawn('openssl', ['s_client', '-connect', `127.0.0.1:${where}`, '-quiet'], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    onTestFinished(() => client.kill('SIGKILL'));
    client.stdin.write('encrypted\n');
    const [data] = await once(client.stdout, 'data');
    expect(data.toString()).toBe('encrypted\n');
    client.kill('SIGKILL');
    connect(Number(where), '127.0.0.1').end('no TLS at all\n');
    await prints(/127\.0\.0\.1:\d+: /);
    expect(await ends()).toEqual([0, null]);
  });
});

it.each(['keep-listener', 'kept-server', 'metrics', 'tls-echo', 'watcher', 'worker-client'])(
  '%s says how it is run when it was given nothing',
  async (name) => {
    const running = run(process.execPath, [programPath(name)]);
    const usage = new RegExp(`^run.*: .*node examples/src/${name}\\.mjs .*\\n$`);
    await expect(running).rejects.toMatchObject({ code: 2, stderr: expect.stringMatching(usage) });
  },
);
