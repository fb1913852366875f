// Tests the document's socketserver examples and the ways out of the blocking server with real clients.
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { someOf } from '../../../scripts/test/exhaustive.mjs';
import { needs } from '../../../scripts/test/needs.mjs';
import { hold } from './helpers/clients.js';
import { parse } from './helpers/in-process.js';
import { childrenOf } from './helpers/process-state.js';
import { run, runDemo } from './helpers/run.js';
import { sharedServer, startDemo, startServer } from './helpers/running-program.js';
import { until } from './helpers/until.js';

const strategies = ['', 'Threading', 'Forking', 'ThreadPool', 'ProcessPool', 'Async'];

const ask = async (port: number, text: string): Promise<string> => {
  const client = connect(port, '127.0.0.1');
  client.write(text);
  const [data] = (await once(client, 'data')) as [Buffer];
  client.destroy();
  return data.toString();
};

const commandOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
};

describe('socketserver', () => {
  const shared = sharedServer(['socketserver']);

  it.each(someOf(strategies, ['', 'Forking', 'ThreadPool', 'Async']))(
    "%sTCPServer runs the document's handler, and drains on SIGTERM",
    async (strategy) => {
      const { program, port } = await startServer([
        'socketserver',
        '--server',
        `${strategy}TCPServer`,
      ]);
      expect(await ask(port, '  hello \n')).toBe('HELLO');
      await program.prints(/^127\.0\.0\.1 wrote:\nhello\n/m);
      const { code } = await program.endsOn('SIGTERM');
      expect(code).toBe(0);
      await program.prints(/1 request: 1 finished, 0 failed/);
    },
  );

  it('Unix and datagram servers answer as well', needs('socat'), async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fdset-demo-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const path = join(folder, 'socket');
    const args = ['socketserver', '--server', 'ThreadPoolUnixStreamServer', '--path', path];
    const program = startDemo(args);
    await program.prints(/listening on/);
    const { stdout } = await run('socat', ['-t60', '-', `UNIX:${path}`], 'over a path');
    expect(stdout.toString()).toBe('OVER A PATH');
    const { port } = await startServer(['socketserver', '--server', 'UDPServer']);
    const answer = await run('socat', ['-t1', '-', `UDP:127.0.0.1:${port}`], 'a datagram');
    expect(answer.stdout.toString()).toBe('A DATAGRAM');
  });

  const spawned: [string, RegExp] = ['spawn', /process-main/];
  it.each(someOf([['forkserver', /fork-main/], spawned], [spawned]))(
    '--start-method %s is how processes come into being',
    async (startMethod, expected) => {
      const { program, port } = await startServer([
        'socketserver',
        '--server',
        'ForkingTCPServer',
        '--start-method',
        startMethod,
      ]);
      expect(await ask(port, 'hello')).toBe('HELLO');
      // A child that has just ended has no command line any more, and the next child may not have started yet.
      const commands = (): string => childrenOf(program.pid).map(commandOf).join();
      await until(() => expected.test(commands()));
    },
  );

  it("the demo's own client prints the answer of a server that closes after it", async () => {
    const { port } = shared();
    const { code, stdout } = await runDemo(['client', '--port', String(port)], 'by client\n');
    expect([code, stdout.toString()]).toEqual([0, 'BY CLIENT\n']);
  });

  it('a client that leaves without a word is not said to have written', async () => {
    const { program, port } = shared();
    const silent = connect(port, '127.0.0.1').end();
    await once(silent.resume(), 'close');
    expect(await ask(port, 'after it')).toBe('AFTER IT');
    await program.prints(/wrote:\nafter it\n/);
    expect(program.stdout).not.toMatch(/wrote:\n(\n|$)/);
  });

  it.each(someOf(['TCPServer', 'ThreadingTCPServer', 'ForkingTCPServer'], ['ThreadingTCPServer']))(
    '--once takes one request with %s, closes the server, and exits 0',
    async (name) => {
      const { program, port } = await startServer(['socketserver', '--once', '--server', name]);
      const [first, second] = await Promise.allSettled([ask(port, 'first'), ask(port, 'second')]);
      expect([first, second].filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await program.exits()).toEqual({ code: 0, signal: null });
      expect(program.stdout).toMatch(
        /handle_request\(\) has taken one request; server_close\(\)\n/,
      );
      expect(program.stdout).toMatch(/1 request: 1 finished, 0 failed/);
    },
  );

  it('--once ends on SIGTERM without a request', async () => {
    const { program } = await startServer(['socketserver', '--once']);
    expect((await program.endsOn('SIGTERM')).code).toBe(0);
    expect(program.stdout).not.toContain('handle_request');
    expect(program.stdout).toMatch(/0 requests: 0 finished/);
  });

  it("BaseServer refuses to be a server, in the document's words", async () => {
    const { code, stdout, stderr } = await parse(['socketserver', '--server', 'BaseServer']);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /^fdset-demo: BaseServer是基类,它不能实例化使用: [^\n]*TCPServer[^\n]*\n$/,
    );
  });

  it('the first Ctrl-C says what is waited for, the second ends it', async () => {
    const { program, port } = await startServer(['blocking', '--threads']);
    const client = connect(port, '127.0.0.1');
    client.on('error', () => {});
    client.write('hello');
    await once(client, 'data');
    process.kill(program.pid, 'SIGINT');
    await program.prints(/1 request under way/);
    const { code } = await program.endsOn('SIGINT');
    expect(code).toBe(0);
    await program.prints(/1 request: 0 finished, 0 failed, 0 disconnected, 1 aborted/);
  });

  it.each([
    [['socketserver', '--start-method', 'spawn']],
    [['socketserver', '--server', 'UnixStreamServer', '--port', '0']],
    [['socketserver', '--server', 'TCPServer', '--path', '/tmp/unused']],
    [['socketserver', '--server', 'UnixStreamServer', '--path', '/no such folder/socket']],
    [['blocking', '--threads', '--processes']],
    [['blocking', '--no-reuse']],
    [['blocking', '--no-reuse-address', '--threads']],
    [['blocking', '--pool', '2', '--no-reuse']],
    [['blocking', '--threads', '--start-method', 'spawn']],
    [['blocking', '--processes', '--pool', '2', '--start-method', 'spawn']],
  ])('%s is refused in one line', async (args) => {
    const { code, stdout, stderr } = await parse(args);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^[^\n]+\n$/);
  });

  it('refuses a class that does not exist, and names those that do', async () => {
    const { stderr, code } = await parse(['socketserver', '--server', 'X']);
    expect(code).not.toBe(0);
    expect(stderr).toContain('ThreadingTCPServer');
  });

  it('a path that no address has room for is refused in one line', async () => {
    const path = `/tmp/${'a'.repeat(200)}`;
    const args = ['socketserver', '--server', 'UnixStreamServer', '--path', path];
    const { code, stderr } = await parse(args);
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/^fdset-demo: cannot listen on [^\n]+: the path is too long [^\n]+\n$/),
    ]);
  });

  it('a taken port is one line, not a stack', async () => {
    const { stderr, code } = await parse(['socketserver', '--port', String(shared().port)]);
    expect(code).not.toBe(0);
    expect(stderr).toMatch(
      /^fdset-demo: cannot listen on 127\.0\.0\.1:\d+: the port is taken \(EADDRINUSE\).*\n$/,
    );
  });
});

describe('blocking, with a way out', () => {
  // The tour tests all of them.
  const some = [[['--threads']], [['--processes']]];
  const more = [
    [['--threads', '--no-reuse']],
    [['--processes', '--start-method', 'spawn']],
    [['--pool', '2']],
    [['--processes', '--pool', '2']],
  ];
  it.each(someOf([...some, ...more], some))(
    '%s answers the second client while the first stays',
    async (flags) => {
      const { port } = await startServer(['blocking', ...flags]);
      expect((await hold(port, 'first')).answer).toBe('FIRST_SB');
      expect((await hold(port, 'second')).answer).toBe('SECOND_SB');
    },
  );
});
