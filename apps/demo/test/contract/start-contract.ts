// How a server starts, or says in one line why it does not.
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { cliPath, runDemo } from '../helpers/run.js';
import { RunningProgram, startServer } from '../helpers/running-program.js';
import type { ServerUnderTest } from './server-under-test.js';

export function startContract({ args }: ServerUnderTest): void {
  describe('start', () => {
    it('says first that it listens, and on which port', async () => {
      const { program, port } = await startServer(args);
      expect(program.stdout).toBe(`listening on 127.0.0.1:${port}\n`);
    });

    it('names a taken port in one line, exit 1', async () => {
      const port = await takenPort();
      const { code, stdout, stderr } = await runDemo([...args, '--port', String(port)]);
      expect([code, stdout.toString()]).toEqual([1, '']);
      expect(stderr).toMatch(new RegExp(`^[^\n]*127\\.0\\.0\\.1:${port}[^\n]*EADDRINUSE[^\n]*\n$`));
    });

    it('takes its port again at once after connections were closed on it (SO_REUSEADDR)', async () => {
      const first = await startServer(args);
      await runDemo(['client', '--port', String(first.port)], 'hello\n');
      await first.program.endsOn('SIGTERM');
      const second = await runUntilListening([...args, '--port', String(first.port)]);
      expect(second).toBe(`listening on 127.0.0.1:${first.port}\n`);
    });

    it('names an address that this machine does not have, exit 1', async () => {
      const { code, stderr } = await runDemo([...args, '--host', '192.0.2.1', '--port', '0']);
      expect(code).toBe(1);
      expect(stderr).toMatch(/^[^\n]*192\.0\.2\.1:0[^\n]*EADDRNOTAVAIL[^\n]*\n$/);
    });
  });
}

async function takenPort(): Promise<number> {
  const other = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void other.close());
  await once(other, 'listening');
  return (other.address() as AddressInfo).port;
}

async function runUntilListening(args: readonly string[]): Promise<string> {
  const program = new RunningProgram(process.execPath, [cliPath, ...args]);
  await program.prints(/\n/);
  return program.stdout;
}
