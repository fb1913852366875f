// The document's client: on a pipe, and on a terminal (a pseudo-terminal of Python's pty module).
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { needs } from '../../../scripts/test/needs.mjs';
import { hold } from './helpers/clients.js';
import { onTerminal } from './helpers/on-terminal.js';
import type { Step } from './helpers/on-terminal.js';
import { cliPath, run, runDemo } from './helpers/run.js';
import { sharedServer, startDemo, startServer } from './helpers/running-program.js';

const server = ['multiplexing'];
const shared = sharedServer(server);

describe('client on a pipe', () => {
  it('sends every line, prints every answer and nothing else, exit 0', async () => {
    const { port } = shared();
    const { code, stdout, stderr } = await runDemo(clientArgs(port), 'hello\nworld\n\nend');
    expect([code, stdout.toString(), stderr]).toEqual([0, 'HELLO_SB\nWORLD_SB\nEND_SB\n', '']);
  });

  it('sends bytes as they are, without their line ends', async () => {
    const { port } = shared();
    const input = Buffer.from([0xff, 0x61, 0x00, 0xc3, 0xa9, 0x0d, 0x0a]);
    const { stdout } = await runDemo(clientArgs(port), input);
    expect(stdout).toEqual(Buffer.from([0xff, 0x41, 0x00, 0xc3, 0xa9, 0x5f, 0x53, 0x42, 0x0a]));
  });

  it('prints the whole answer to a line of 1 MiB', async () => {
    const { port } = shared();
    const line = 'abcdefgh'.repeat(128 * 1024);
    const { code, stdout } = await runDemo(clientArgs(port), `${line}\nnext\n`);
    const [first, second] = stdout.toString().split('\n');
    expect(code).toBe(0);
    expect(first!.replaceAll('_SB', '') === line.toUpperCase()).toBe(true);
    expect(second).toBe('NEXT_SB');
  });

  it('sends lines that hold the suffix themselves', async () => {
    const { port } = shared();
    const { stdout } = await runDemo(clientArgs(port), '_sb\na_SBb\n_SB_SB\n');
    expect(stdout.toString()).toBe('_SB_SB\nA_SBB_SB\n_SB_SB_SB\n');
  });

  it('exits 0 without a word when there is no input', async () => {
    const { port } = shared();
    const { code, stdout, stderr } = await runDemo(clientArgs(port));
    expect([code, stdout.toString(), stderr]).toEqual([0, '', '']);
  });

  it('says so and exits 0 when the server goes while it waits for input', async () => {
    const { port, program } = await startServer(server);
    const client = startDemo(clientArgs(port));
    client.type('hello\n');
    await client.prints(/HELLO_SB/);
    await program.endsOn('SIGTERM');
    expect(await client.exits()).toEqual({ code: 0, signal: null });
    expect(client.stderr).toMatch(/^the server at \S+ closed the connection \([^)]+\)\n$/);
  });

  it.each([
    ['a', 0, ''],
    ['a\nb', 1, '; 1 line had no answer'],
    ['a\n\nb\nc\n', 1, '; 2 lines had no answer'],
    [`a\n${'b\n'.repeat(40_000)}`, 1, '; 40000 lines had no answer'],
  ])(
    'says how many lines had no answer, exit 1 if any: case %#',
    async (input, exitCode, unanswered) => {
      const { code, stdout, stderr } = await runDemo(clientArgs(await answerOnce()), input);
      expect([code, stdout.toString()]).toEqual([exitCode, 'A_SB\n']);
      if (exitCode === 1) expect(stderr).toMatch(new RegExp(`\\([^)]+\\)${unanswered}\n$`));
    },
  );

  it('names the command to start when nothing listens, exit 1', async () => {
    const { port, program } = await startServer(server);
    await program.endsOn('SIGTERM');
    const { code, stdout, stderr } = await runDemo(clientArgs(port), 'hello\n');
    expect([code, stdout.toString()]).toEqual([1, '']);
    expect(stderr).toMatch(new RegExp(`^[^\n]*ECONNREFUSED[^\n]*multiplexing --port ${port}\n$`));
  });

  it('ends quietly when its reader has seen enough', async () => {
    const { port } = shared();
    const script = `seq 5000 | "$0" "$1" client --port "$2" | head -n 1`;
    const result = await run('sh', ['-c', script, process.execPath, cliPath, String(port)]);
    expect([result.stdout.toString(), result.stderr]).toEqual(['1_SB\n', '']);
  });
});

it('client --verbose serves its input although nobody reads what it says beside the answers', async () => {
  const client = startDemo([...clientArgs(shared().port), '--verbose']);
  client.closeErrors();
  client.type('hello\n');
  client.type(null);
  expect(await client.exits()).toEqual({ code: 0, signal: null });
  expect(client.stdout).toBe('HELLO_SB\n');
});

describe('client on a terminal', () => {
  it('asks with >>: , prints the answer, asks again', needs('python3'), async () => {
    const { port } = shared();
    const screen = await dialogue(port, [
      ['expect', '>>: '],
      ['type', 'hello\r'],
      ['expect', 'HELLO_SB'],
      ['expect', '>>: '],
      ['type', 'grüße\r'],
      ['expect', 'GRüßE_SB'],
      ['expect', '>>: '],
      ['type', '\u0004'],
    ]);
    expect(screen).not.toContain('Error');
  });

  it('asks again after empty input, without sending anything', needs('python3'), async () => {
    const { port, program } = await startServer([...server, '--json']);
    await dialogue(port, [
      ['expect', '>>: '],
      ['type', '\r'],
      ['expect', '>>: '],
      ['type', '\r'],
      ['expect', '>>: '],
      ['type', '\u0004'],
    ]);
    await program.prints(/closing/);
    await program.endsOn('SIGTERM');
    expect(program.stdout).toContain('"exchanges":0');
  });

  it('sends every line that was typed ahead', needs('python3'), async () => {
    const { port } = shared();
    await dialogue(port, [
      ['expect', '>>: '],
      ['type', 'one\rtwo\rthree\r'],
      ['expect', 'ONE_SB'],
      ['expect', 'TWO_SB'],
      ['expect', 'THREE_SB'],
      ['type', '\u0004'],
    ]);
  });

  it(
    'sends what was typed ahead of Ctrl-D, and ends when that is answered',
    needs('python3'),
    async () => {
      const { port } = shared();
      await dialogue(port, [
        ['expect', '>>: '],
        ['type', 'one\rtwo\r\u0004'],
        ['expect', 'ONE_SB'],
        ['expect', 'TWO_SB'],
      ]);
    },
  );

  it.each([
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
  ])('ends on %s with exit 0 and no stack', needs('python3'), async (_, key) => {
    const { port } = shared();
    const screen = await dialogue(port, [
      ['expect', '>>: '],
      ['type', key],
    ]);
    expect(screen.trim()).toBe('>>:');
  });

  it('ends on Ctrl-C while it waits for an answer', needs('python3'), async () => {
    const { port } = await startServer(['blocking']);
    await hold(port, 'first');
    const screen = await dialogue(port, [
      ['expect', '>>: '],
      ['type', 'second\r'],
      ['expect', 'second'],
      ['type', '\u0003'],
    ]);
    expect(screen).not.toContain('SECOND_SB');
  });

  it('says so at once when the server goes while it asks', needs('python3'), async () => {
    const { port, pid } = await startServer(server);
    const screen = await dialogue(port, [
      ['expect', '>>: '],
      ['kill', pid],
      ['expect', 'closed the connection'],
    ]);
    expect(screen).not.toContain('Error');
  });
});

/** Starts a server that answers one client once and then closes, and returns its port. */
async function answerOnce(): Promise<number> {
  const listener = createServer((conn) => {
    listener.close();
    conn.on('error', () => {}).once('data', () => conn.end('A_SB'));
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void listener.close());
  await once(listener, 'listening');
  return (listener.address() as AddressInfo).port;
}

function clientArgs(port: number): string[] {
  return ['client', '--port', String(port)];
}

/** Holds a dialogue with the client on a pseudo-terminal. The client must exit with 0. */
async function dialogue(port: number, steps: Step[]): Promise<string> {
  const { screen, exitCode } = await onTerminal(clientArgs(port), steps);
  expect(exitCode, screen).toBe(0);
  return screen;
}
