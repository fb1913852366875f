// The answers of every server of the demo, whatever its model. The *.test.ts files call this contract once for each server.
// The clients are Python's socket, socat and nc. Signals and abuse have separate contracts.
import { describe, expect, it } from 'vitest';
import { needs } from '../../../../scripts/test/needs.mjs';
import { hold } from '../helpers/clients.js';
import { run, runPython } from '../helpers/run.js';
import { startDemo, startServer } from '../helpers/running-program.js';
import type { RunningServer } from '../helpers/running-program.js';
import type { ServerUnderTest } from './server-under-test.js';

const MIB = 1024 * 1024;

export function exchangeContract(
  { args, servesTogether }: ServerUnderTest,
  shared: () => RunningServer,
): void {
  describe('answers', () => {
    shortExchangeContract({ servesTogether }, shared);

    it('hello with HELLO_SB, to socat', needs('socat'), async () => {
      const { port } = shared();
      const { stdout } = await run('socat', ['-t60', '-', `TCP:127.0.0.1:${port}`], 'hello');
      expect(stdout.toString()).toBe('HELLO_SB');
    });

    it('hello with HELLO_SB, to nc', needs('nc'), async () => {
      const { port } = shared();
      const { stdout } = await run('nc', ['-N', '127.0.0.1', String(port)], 'hello');
      expect(stdout.toString()).toBe('HELLO_SB');
    });

    it(
      'every byte but a-z unchanged, UTF-8 and what is not UTF-8 alike',
      needs('python3'),
      async () => {
        const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
        const upper = bytes.map((byte) => (byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte));
        const [reply, text] = await exchange(shared().port, [bytes, 'straße é 你好 ı']);
        expect(reply).toEqual(Buffer.concat([upper, Buffer.from('_SB')]));
        expect(text!.toString()).toBe('STRAßE é 你好 ı_SB');
      },
    );

    it(
      'a message longer than recv(1024) in parts, each with its suffix',
      needs('python3'),
      async () => {
        const [reply] = await exchange(shared().port, ['x'.repeat(3000)]);
        expect(reply!.toString().replaceAll('_SB', '')).toBe('X'.repeat(3000));
        expect(reply!.toString().match(/_SB/g)!.length).toBeGreaterThanOrEqual(3);
      },
    );

    it('1 MiB to a client that reads while it sends', needs('python3'), async () => {
      expect(await bigMessage(shared().port, 'alongside')).toMatchObject({ exact: true });
    });

    it('1 MiB to nc, byte for byte', needs('nc'), async () => {
      const payload = 'hello, world\n'.repeat(MIB / 13);
      const { stdout } = await run('nc', ['-N', '127.0.0.1', String(shared().port)], payload);
      expect(stdout.toString().replaceAll('_SB', '') === payload.toUpperCase()).toBe(true);
    });

    it(
      'and counts what it answered in its report; its port is free at once (SO_REUSEADDR)',
      needs('python3'),
      async () => {
        const { port, program } = await startServer([...args, '--json']);
        await exchange(port, ['one', 'two', 'three']);
        await program.prints(/closing/);
        // The server closes this connection, which keeps its address for a while (TIME_WAIT).
        await hold(port, 'four');
        await program.endsOn('SIGTERM');
        const report = program.stdout.trimEnd().split('\n').at(-1)!;
        expect(JSON.parse(report)).toMatchObject({
          connections: 2,
          exchanges: 4,
          bytesReceived: 15,
          bytesSent: 27,
        });
        const next = startDemo([...args, '--port', String(port)]);
        await next.prints(/^listening on .*\n/);
      },
    );
  });
}

/** The tests that a mechanism of waiting could break: messages in a row, many connections, much data, half-closed ones. */
export function shortExchangeContract(
  { servesTogether }: Pick<ServerUnderTest, 'servesTogether'>,
  shared: () => RunningServer,
): void {
  it('many messages on one connection, each with its own suffix', needs('python3'), async () => {
    const messages = Array.from({ length: 50 }, (_, i) => `message ${i}`);
    const replies = await exchange(shared().port, messages);
    expect(replies.map(String)).toEqual(messages.map((text) => `${text.toUpperCase()}_SB`));
  });

  it(
    'the last message after the client has ended its side, then closes',
    needs('python3'),
    async () => {
      const { port, program } = shared();
      const offset = program.stdout.length;
      expect(await runPython('half_close', [port, 'bye'])).toBe('BYE_SB');
      await program.prints(/closing 127\.0\.0\.1:\d+ \(end of stream\)/, offset);
    },
  );

  if (!servesTogether) return;

  it('1 MiB to a client that sends it all before it reads', needs('python3'), async () => {
    const reply = await bigMessage(shared().port, 'afterwards');
    expect(reply).toMatchObject({ exact: true, endsWithSuffix: true });
    expect(reply.bytes - 3 * reply.suffixes).toBe(MIB);
  });

  it('1,000 connections that stand at the same time', needs('python3'), async () => {
    const text = await runPython('many_connections', [shared().port, 1000, 'together']);
    expect(JSON.parse(text)).toEqual({ connected: 1000, right: 1000 });
  });
}

async function exchange(
  port: number,
  messages: readonly (string | Uint8Array)[],
): Promise<Buffer[]> {
  const hex = messages.map((message) => Buffer.from(message as Uint8Array).toString('hex'));
  const replies = JSON.parse(await runPython('exchange', [port, ...hex])) as string[];
  return replies.map((reply) => Buffer.from(reply, 'hex'));
}

interface BigReply {
  readonly exact: boolean;
  readonly bytes: number;
  readonly suffixes: number;
  readonly endsWithSuffix: boolean;
}

async function bigMessage(port: number, when: 'alongside' | 'afterwards'): Promise<BigReply> {
  return JSON.parse(await runPython('big_message', [port, MIB, when])) as BigReply;
}
