// The command from a pipe or a file, as a process of its own.
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { EVENT_READ, whenReady } from '@fdset/selectors';
import { describe, expect, it } from 'vitest';
import { needs, needsThat } from '../../../../scripts/test/needs.mjs';
import {
  accepted,
  freshPath,
  ownedListener,
  refusedUrl,
  sharedServer,
  startServer,
} from '../support/servers.js';
import { Running, fdsetPath, run, runFdset, startFdset } from '../support/run-fdset.js';

const echo = sharedServer('echo');
const full = needsThat(existsSync('/dev/full'), 'needs /dev/full');

/** Bytes of every value, line ends and zeros among them, that are no UTF-8. */
const everyByte = Buffer.from(Array.from({ length: 256 * 40 }, (_, index) => (index * 7) % 256));

describe('fdset from a pipe', () => {
  it('sends every byte as it is, and prints what comes back as it is', async () => {
    const { code, stdout, stderr } = await runFdset([echo()], everyByte);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.equals(everyByte)).toBe(true);
  });

  it('sends lines with their ends, empty ones too', async () => {
    const { code, stdout } = await runFdset([await startServer('upper')], 'one\n\ntwo\r\nthree');
    expect([code, stdout.toString()]).toEqual([0, 'ONE\n\nTWO\r\nTHREE']);
  });

  it('half-closes at the end of its input, and prints what the server says then', async () => {
    const { code, stdout } = await runFdset([await startServer('count')], 'abc\n');
    expect([code, stdout.toString()]).toEqual([0, '4 bytes']);
  });

  it('ends with a silent server, without a word', async () => {
    const { code, stdout, stderr } = await runFdset([await startServer('silent')], 'anybody?\n');
    expect([code, stdout.toString(), stderr]).toEqual([0, '', '']);
  });

  it('prints pieces when they arrive, while its input is still open', async () => {
    const { listener, url } = ownedListener();
    const client = startFdset([url]);
    const conn = await accepted(listener);
    for (const piece of ['no line', ' end', '\nand more']) {
      conn.sendall(piece);
      await client.prints(piece);
    }
    conn.close();
    await client.complains('\n');
    client.type(null);
    expect(await client.exits()).toBe(0);
    expect(client.stdout.toString()).toBe('no line end\nand more');
    expect(client.stderr).toMatch(/^fdset: the server at \S+ has ended its side; [^\n]+\n$/);
  });

  it('talks to a Unix socket', async () => {
    const url = await startServer('echo', { path: freshPath() });
    const { stdout } = await runFdset([url], 'by path');
    expect([url.slice(0, 8), stdout.toString()]).toEqual(['unix:///', 'by path']);
  });

  it('talks to socat, both ways', needs('socat'), async () => {
    const path = freshPath();
    const socat = new Running(
      'socat',
      ['-d', '-d', `UNIX-LISTEN:${path}`, 'EXEC:tr a-z A-Z'],
      'pipe',
    );
    await socat.complains('listening on');
    const { code, stdout } = await runFdset([`unix://${path}`], 'one\ntwo\n');
    expect([code, stdout.toString()]).toEqual([0, 'ONE\nTWO\n']);
    expect(await socat.exits()).toBe(0);
  });

  it('sends a file, and prints into one', async () => {
    const file = freshPath('request.bin');
    writeFileSync(file, everyByte);
    const [input, output] = [openSync(file, 'r'), openSync(`${file}.answer`, 'w')];
    const { code } = await runFdset([echo()], '', [input, output, 'pipe']);
    closeSync(input);
    closeSync(output);
    expect(code).toBe(0);
    expect(readFileSync(`${file}.answer`).equals(everyByte)).toBe(true);
  });
});

describe('fdset tells', () => {
  it('with exit code 1 that nothing listens there', async () => {
    const url = refusedUrl();
    const { code, stdout, stderr } = await runFdset([url], 'hello');
    expect([code, stdout.toString()]).toEqual([1, '']);
    expect(stderr).toBe(`fdset: nothing listens on ${new URL(url).host} (ECONNREFUSED)\n`);
  });

  it('with exit code 1 that there is no such socket', async () => {
    const path = freshPath();
    const { code, stderr } = await runFdset([`unix://${path}`]);
    expect([code, stderr]).toEqual([1, `fdset: there is no socket ${path} (ENOENT)\n`]);
  });

  it('with exit code 3 that the server reset the connection', async () => {
    const { listener, url } = ownedListener();
    const client = startFdset([url]);
    client.type('x');
    const conn = await accepted(listener);
    // Until the client has sent something, its connect may still be under way.
    await whenReady(conn, EVENT_READ);
    conn.setLinger(0);
    conn.close();
    expect(await client.exits()).toBe(3);
    expect(client.stderr).toMatch(
      /^fdset: the connection to \S+ was lost: recv ECONNRESET[^\n]*\n$/,
    );
  });

  it.each([
    [['tcp://name.invalid:80'], 1, /EAI_\w+/],
    [['tcp://localhost'], 2, /names no port/],
    [['127.0.0.1:80'], 2, /write tcp:\/\/127\.0\.0\.1:80$/m],
    [[], 2, /missing required argument 'url'/],
    [
      ['--verbos', 'tcp://localhost:80'],
      2,
      /unknown option '--verbos' \(Did you mean --verbose\?\)/,
    ],
    [['--framing', 'lins', 'tcp://a:1'], 2, /--framing must be one of lines, crlf, .*not 'lins'/],
    [['--framing', 'len2', 'udp://a:1'], 2, /leave --framing len2 out/],
    [['--framing', 'lines', '--crlf', 'tcp://a:1'], 2, /'--crlf' cannot be used with .*--framing/],
    [['--wait', '1s', 'tcp://a:1'], 2, /--wait is a whole number of milliseconds, not '1s'/],
    [['--timeout', '1s', 'tcp://a:1'], 2, /--timeout is a whole number of milliseconds, not '1s'/],
    [['--ca', 'x.pem', 'tcp://a:1'], 2, /write tls:\/\/HOST:PORT, or add --tls/],
    [['--tls', 'udp://a:1'], 2, /TLS goes over tcp: and unix: URLs/],
    [['--ca', '/nowhere/x.pem', 'tls://a:1'], 2, /cannot be read: ENOENT/],
    [['--cert', 'x.pem', 'tls://a:1'], 2, /give both --cert FILE and --key FILE/],
    [['--key', 'x.pem', 'tls://a:1'], 2, /give both --cert FILE and --key FILE/],
    [['relay', 'tcp://a:1', 'tls://a:1', '--cert', 'x.pem'], 2, /give both --cert FILE and --key/],
    [['localhost', '8088'], 2, /write tcp:\/\/localhost:8088$/m],
    [['-v', '::1', '8088'], 2, /write tcp:\/\/\[::1\]:8088$/m],
    [['--hex', 'listen', 'tcp://:0'], 2, /fdset listen --hex/],
    [['listen', 'tls://:0', '--echo'], 2, /give --cert FILE and --key FILE/],
    [['listen', 'tcp://:0', '--echo', '--upper'], 2, /'--echo' cannot be used with/],
    [['listen', 'tcp://:0', '--echo', '--hex'], 2, /--hex is for talking with one client/],
    [['lisen', 'tcp://:0'], 2, /no command 'lisen': they are listen, relay/],
    [['tcp://a:1', 'tcp://b:1'], 2, /fdset relay A B joins two/],
    [['relay', 'tcp://a:1'], 2, /missing required argument 'b'/],
    [['relay', 'tcp://a:1', 'udp://a:1'], 2, /add --framing, such as --framing len2/],
    [['relay', 'tcp://a:1', 'tcp://a:1', '--framing', 'len2'], 2, /--framing is for joining/],
  ])('what is wrong with %j, in one line, exit code %i', async (args, expected, message) => {
    const { code, stdout, stderr } = await runFdset(args);
    expect([code, stdout.toString()]).toEqual([expected, '']);
    expect(stderr).toMatch(/^fdset: [^\n]+\n$/);
    expect(stderr).toMatch(message);
  });

  it('with exit code 1 that its input is a directory', async () => {
    const input = openSync('/', 'r');
    const { code, stderr } = await runFdset([echo()], '', [input, 'pipe', 'pipe']);
    closeSync(input);
    expect([code, stderr]).toEqual([1, 'fdset: cannot read the input: it is a directory\n']);
  });

  it('with exit code 1 that its output is full', full, async () => {
    const output = openSync('/dev/full', 'w');
    const { code, stderr } = await runFdset([echo()], 'hello', ['pipe', output, 'pipe']);
    closeSync(output);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^fdset: cannot print what arrives: ENOSPC[^\n]*\n$/);
  });
});

describe('fdset', () => {
  it('ends quietly when its reader has seen enough', async () => {
    const script = `seq 50000 | "$0" "$1" "$2" | head -n 1`;
    const result = await run('sh', ['-c', script, process.execPath, fdsetPath, echo()]);
    expect([result.stdout.toString(), result.stderr, result.code]).toEqual(['1\n', '', 0]);
  });

  it('serves its input although nobody reads what it says beside', async () => {
    const client = startFdset(['-v', echo()]);
    client.closeErrors();
    client.type('hello');
    client.type(null);
    expect([await client.exits(), client.stdout.toString()]).toEqual([0, 'hello']);
  });

  it('serves its input although stderr is full', full, async () => {
    const errors = openSync('/dev/full', 'w');
    const { code, stdout } = await runFdset(['-v', echo()], 'hello', ['pipe', 'pipe', errors]);
    closeSync(errors);
    expect([code, stdout.toString()]).toEqual([0, 'hello']);
  });

  it('says on stderr when the connection stands, if asked to', async () => {
    const { stdout, stderr } = await runFdset(['-v', echo()], 'hello');
    expect(stdout.toString()).toBe('hello');
    expect(stderr).toBe(`fdset: connected to ${new URL(echo()).host}\n`);
  });

  it('ends by the signal of Ctrl-C when it is part of a pipeline', async () => {
    const { listener, url } = ownedListener();
    const client = startFdset([url]);
    const conn = await accepted(listener);
    client.type('x');
    await whenReady(conn, EVENT_READ);
    expect(conn.recv(1).toString()).toBe('x');
    client.kill('SIGINT');
    expect(await client.exits()).toBe('SIGINT');
    expect(conn.recv(1)).toHaveLength(0);
  });

  it.each(['listen', 'relay'])('prints the help of %s, with examples', async (name) => {
    const { code, stdout, stderr } = await runFdset([name, '--help']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.toString()).toMatch(new RegExp(`^Usage: fdset ${name} `));
    expect(stdout.toString()).toContain(`Examples:\n  $ fdset ${name} `);
  });

  it('prints its help and its version', async () => {
    const { version } = JSON.parse(
      readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
    ) as {
      version: string;
    };
    const [help, told] = await Promise.all([runFdset(['--help']), runFdset(['--version'])]);
    expect([help.code, help.stderr]).toEqual([0, '']);
    expect(help.stdout.toString()).toMatch(/^Usage: fdset \[options\] (\[command\] )?<url>\n/);
    expect(told.stdout.toString()).toBe(`${version}\n`);
  });
});
