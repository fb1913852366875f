// What every server of the demo answers, whatever its model: called once per server by the *.test.ts files.
// The clients are Python's socket, socat and nc; signals and abuse have contracts of their own beside this one.
import { describe, expect } from 'vitest';
import { itWithNc, itWithPython, itWithSocat } from '../helpers/programs.js';
import { run, runPython } from '../helpers/run.js';
import { startServer } from '../helpers/running-program.js';
import type { ServerUnderTest } from './server-under-test.js';

const MIB = 1024 * 1024;

export function exchangeContract({ args, servesTogether }: ServerUnderTest): void {
  describe('answers', () => {
    itWithPython("hello with HELLO_SB, to Python's socket", async () => {
      const { port } = await startServer(args);
      expect(await exchange(port, ['hello'])).toEqual([Buffer.from('HELLO_SB')]);
    });

    itWithSocat('hello with HELLO_SB, to socat', async () => {
      const { port } = await startServer(args);
      const { stdout } = await run('socat', ['-t5', '-', `TCP:127.0.0.1:${port}`], 'hello');
      expect(stdout.toString()).toBe('HELLO_SB');
    });

    itWithNc('hello with HELLO_SB, to nc', async () => {
      const { port } = await startServer(args);
      const { stdout } = await run('nc', ['-N', '127.0.0.1', String(port)], 'hello');
      expect(stdout.toString()).toBe('HELLO_SB');
    });

    itWithPython('many messages on one connection, each with its own suffix', async () => {
      const { port } = await startServer(args);
      const messages = Array.from({ length: 50 }, (_, i) => `message ${i}`);
      const replies = await exchange(port, messages);
      expect(replies.map(String)).toEqual(messages.map((text) => `${text.toUpperCase()}_SB`));
    });

    itWithPython('every byte but a-z unchanged, UTF-8 and what is not UTF-8 alike', async () => {
      const { port } = await startServer(args);
      const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
      const upper = bytes.map((byte) => (byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte));
      const [reply, text] = await exchange(port, [bytes, 'straße é 你好 ı']);
      expect(reply).toEqual(Buffer.concat([upper, Buffer.from('_SB')]));
      expect(text!.toString()).toBe('STRAßE é 你好 ı_SB');
    });

    itWithPython('a message longer than recv(1024) in parts, each with its suffix', async () => {
      const { port } = await startServer(args);
      const [reply] = await exchange(port, ['x'.repeat(3000)]);
      expect(reply!.toString().replaceAll('_SB', '')).toBe('X'.repeat(3000));
      expect(reply!.toString().match(/_SB/g)!.length).toBeGreaterThanOrEqual(3);
    });

    itWithPython('the last message after the client has ended its side, then closes', async () => {
      const { port, program } = await startServer(args);
      expect(await runPython('half_close', [port, 'bye'])).toBe('BYE_SB');
      await program.prints(/closing 127\.0\.0\.1:\d+ \(end of stream\)/);
    });

    itWithPython('1 MiB to a client that reads while it sends', async () => {
      const { port } = await startServer(args);
      expect(await bigMessage(port, 'alongside')).toMatchObject({ exact: true });
    });

    itWithNc('1 MiB to nc, byte for byte', async () => {
      const { port } = await startServer(args);
      const payload = 'hello, world\n'.repeat(MIB / 13);
      const { stdout } = await run('nc', ['-N', '127.0.0.1', String(port)], payload);
      expect(stdout.toString().replaceAll('_SB', '') === payload.toUpperCase()).toBe(true);
    });

    if (servesTogether) {
      itWithPython('1 MiB to a client that sends it all before it reads', async () => {
        const { port } = await startServer(args);
        const reply = await bigMessage(port, 'afterwards');
        expect(reply).toMatchObject({ exact: true, endsWithSuffix: true });
        expect(reply.bytes - 3 * reply.suffixes).toBe(MIB);
      });

      itWithPython('1,000 connections that stand at the same time', async () => {
        const { port } = await startServer(args);
        const order = servesTogether ? 'together' : 'in-turn';
        const result = JSON.parse(await runPython('many_connections', [port, 1000, order]));
        expect(result).toEqual({ connected: 1000, right: 1000 });
      });
    }

    itWithPython('and counts what it answered in its report', async () => {
      const { port, program } = await startServer([...args, '--json']);
      await exchange(port, ['one', 'two', 'three']);
      await program.prints(/closing/);
      await program.endsOn('SIGTERM');
      const { stdout } = program;
      expect(JSON.parse(stdout.trimEnd().split('\n').at(-1)!)).toMatchObject({
        connections: 1,
        exchanges: 3,
        bytesReceived: 11,
        bytesSent: 20,
      });
    });
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
