// The programs about Unix sockets, descriptors and waiting, each by a program that others wrote.
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { needs, needsThat } from '@fdset/test-support/needs';
import { onTerminal } from '@fdset/test-support/on-terminal';
import { describe, expect, it, onTestFinished } from 'vitest';

import { freshFolder, launch, programPath, run, start } from './support/start.mjs';

const python = async (script, ...args) =>
  (await run(process.env.PYTHON ?? 'python3', ['-c', script, ...args])).stdout;

describe('RPC over a Unix socket', () => {
  // Python's socket module, as the user that the first argument names.
  const client = `import os, socket, sys
uid, path, calls = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
if uid != os.getuid(): os.setgid(uid); os.setuid(uid)
s = socket.socket(socket.AF_UNIX); s.connect(path)
f = s.makefile('rw')
for call in calls:
    f.write(call + '\\n'); f.flush(); print(f.readline(), end='')
print(os.getpid())`;

  const call = async (uid, path, ...calls) => {
    const texts = calls.map(([method, ...params], id) => JSON.stringify({ id, method, params }));
    const printed = (await python(client, String(uid), path, ...texts)).trim().split('\n');
    const pid = Number(printed.pop());
    return { pid, answers: printed.map((line) => JSON.parse(line)) };
  };

  it('knows its callers by their credentials', needs('python3'), async () => {
    const { where, ends } = await start('rpc', join(freshFolder(), 'rpc'));
    const uid = process.getuid();
    const { pid, answers } = await call(
      uid,
      where,
      ['whoami'],
      ['add', 'a note'],
      ['list'],
      ['no'],
    );
    expect(answers).toEqual([
      { id: 0, result: { pid, uid, gid: process.getgid() } },
      { id: 1, result: 1 },
      { id: 2, result: [{ uid, text: 'a note' }] },
      { id: 3, error: 'no method no' },
    ]);
    expect(await ends()).toEqual([0, null]);
  });

  const asOthers = needsThat(process.getuid() === 0, 'needs root, to be another user');

  it('lets another user write, but not clear', { ...needs('python3'), ...asOthers }, async () => {
    const folder = freshFolder();
    await run('chmod', ['755', folder]);
    const { where } = await start('rpc', join(folder, 'rpc'));
    const { answers } = await call(65534, where, ['add', 'theirs'], ['clear'], ['list']);
    expect(answers).toEqual([
      { id: 0, result: 1 },
      { id: 1, error: 'uid 65534 may not clear what others wrote' },
      { id: 2, result: [{ uid: 65534, text: 'theirs' }] },
    ]);
    const own = await call(0, where, ['clear'], ['list']);
    expect(own.answers.map(({ result }) => result)).toEqual([0, []]);
  });
});

describe('a listener that unrelated programs share', () => {
  const ask = async (port) => (await run('socat', ['-u', `TCP:127.0.0.1:${port}`, '-'])).stdout;

  it('outlives the server that was killed, and makes no client fail', needs('socat'), async () => {
    const { where, prints } = await start('keep-listener', join(freshFolder(), 'keeper'), '0');
    const [, port] = await prints(/keeping port (\d+)/);
    const first = await start('kept-server', where);
    expect(first.where).toBe(port);
    expect(await ask(port)).toBe(`process ${first.child.pid} serves you\n`);
    await first.ends('SIGKILL');
    const whileNobodyServes = ask(port);
    const second = await start('kept-server', where);
    expect(await whileNobodyServes).toBe(`process ${second.child.pid} serves you\n`);
    expect(await second.ends()).toEqual([0, null]);
  });

  it('can be a program of another language', needs('python3', 'socat'), async () => {
    const { where, prints } = await start('keep-listener', join(freshFolder(), 'keeper'), '0');
    const [, port] = await prints(/keeping port (\d+)/);
    const script = `import socket, sys
s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1])
data, fds, flags, address = socket.recv_fds(s, 256, 1)
conn, peer = socket.socket(fileno=fds[0]).accept()
conn.sendall(b'python serves you\\n'); conn.close(); print(data.decode())`;
    const served = python(script, where);
    expect(await ask(port)).toBe('python serves you\n');
    expect(JSON.parse(await served)).toMatchObject({ port: Number(port) });
    await prints(/gave the listener to process \d+/);
  });
});

describe('port forwarder', () => {
  it('carries the answers of an HTTP server to curl', needs('curl'), async () => {
    const server = await start('http', '0');
    const { where, ends } = await start('forward', '0', `127.0.0.1:${server.where}`);
    const body = 'x'.repeat(300_000);
    const args = ['-s', '--data-binary', '@-', `http://127.0.0.1:${where}/`];
    const posting = run('curl', args, { maxBuffer: 1e6 });
    posting.child.stdin.end(body);
    expect((await posting).stdout).toBe(body);
    expect(await ends()).toEqual([0, null]);
  });

  it('passes on the end of one direction alone, by socat', needs('socat'), async () => {
    const counting = launch('socat', ['-d', '-d', 'TCP-LISTEN:0,bind=127.0.0.1', 'SYSTEM:wc -c'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    counting.child.stderr
      .setEncoding('utf8')
      .on('data', (text) => counting.child.stdout.emit('data', text));
    const [, port] = await counting.prints(/listening on .*:(\d+)/);
    const { where } = await start('forward', '0', `127.0.0.1:${port}`);
    const sending = run('socat', ['-t', '60', '-', `TCP:127.0.0.1:${where}`]);
    sending.child.stdin.end('twelve bytes');
    expect((await sending).stdout.trim()).toBe('12');
  });

  it('says which client it could not serve, and goes on', needs('curl'), async () => {
    const { where, prints } = await start('forward', '0', '127.0.0.1:1');
    await expect(run('curl', ['-s', `http://127.0.0.1:${where}/`])).rejects.toThrow(/curl/);
    await prints(/127\.0\.0\.1:\d+: .*ECONNREFUSED/);
    await expect(run('curl', ['-s', `http://127.0.0.1:${where}/`])).rejects.toThrow(/curl/);
  });
});

describe('watcher', () => {
  /** A port that does the next of the actions whenever somebody connects. */
  const onKnocks = async (...actions) => {
    const server = createServer((socket) => {
      socket.destroy();
      void actions.shift()();
    });
    onTestFinished(() => void server.close());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return server.address().port;
  };

  it('shows a pipe, the terminal and a program as they come', needs('python3'), async () => {
    const folder = freshFolder();
    const [fifo, gate] = [join(folder, 'orders'), join(folder, 'gate')];
    await run('mkfifo', [fifo, gate]);
    const script = `echo started; cat ${gate}; exit 3`;
    const port = await onKnocks(
      () => writeFile(fifo, 'hello\n'),
      () => writeFile(gate, 'going\n'),
    );
    const { screen, exitCode } = await onTerminal(
      [programPath('watcher'), fifo, 'sh', '-c', script],
      [
        ['expect', 'program: started'],
        ['type', 'typed\n'],
        ['expect', 'terminal: typed'],
        ['knock', port],
        ['expect', 'pipe: hello'],
        ['knock', port],
        ['expect', 'program: going'],
        ['expect', 'the program has ended with 3'],
        ['type', 'q\n'],
      ],
    );
    expect(screen).toContain('watching');
    expect(exitCode).toBe(0);
  });
});

describe('worker client', () => {
  /** Answers each line but `slow`, which it never answers. */
  const listen = async () => {
    const server = createServer((socket) => {
      socket.setEncoding('utf8').on('data', (text) => {
        if (!text.includes('slow')) socket.write(text.toUpperCase());
      });
    });
    onTestFinished(() => void server.close());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `tcp://127.0.0.1:${server.address().port}`;
  };

  it('goes on after a call that is not answered, and its main thread meanwhile', async () => {
    const args = [programPath('worker-client'), await listen(), 'one', 'slow', 'two'];
    const { stdout } = await run(process.execPath, args);
    const [one, slow, two, ticks] = stdout.trim().split('\n');
    expect([one, slow, two]).toEqual(['one: ONE', 'slow: no answer in 300 ms', 'two: TWO']);
    // The worker blocks for 300 ms at least; the main thread ticks every 10 ms where it gets time for it.
    expect(Number(/^(\d+) ticks/.exec(ticks)[1])).toBeGreaterThan(0);
  });

  it('says why it ended', async () => {
    const running = run(process.execPath, [programPath('worker-client'), 'tcp://127.0.0.1:1', 'a']);
    await expect(running).rejects.toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/the worker failed: .*ECONNREFUSED/),
    });
  });
});
