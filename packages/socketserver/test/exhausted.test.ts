import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const fixture = fileURLToPath(new URL('fixtures/exhausted-server.mjs', import.meta.url));
const hasPrlimit = (): boolean => {
  try {
    execFileSync('prlimit', ['--version']);
    return true;
  } catch {
    return false;
  }
};
const ticksOf = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return Number(fields[11]) + Number(fields[12]);
};

it.runIf(hasPrlimit())(
  'out of descriptors a server pauses without spinning, and recovers by itself',
  async () => {
    const child = spawn('prlimit', ['--nofile=60', process.execPath, fixture]);
    const exited = once(child, 'exit');
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const next = async (): Promise<string> => String((await lines.next()).value);
    const port = Number(await next());
    expect(await next()).toBe('full');
    const client = createConnection(port, '127.0.0.1');
    await once(client, 'connect');
    client.write('hello');
    const before = ticksOf(child.pid as number);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    // 5 % of a second is 5 ticks of 10 ms.
    expect(ticksOf(child.pid as number) - before).toBeLessThanOrEqual(5);
    child.stdin.write('free\n');
    expect(String((await once(client, 'data'))[0])).toBe('HELLO');
    child.stdin.write('end\n');
    const stats = JSON.parse(await next()) as { pauses: number; acceptErrors: number };
    expect(stats.pauses).toBeGreaterThan(0);
    expect(stats.acceptErrors).toBeLessThan(20);
    expect(await exited).toEqual([0, null]);
  },
);
