// The server cannot read the sockets to its processes while the kernel lacks memory. The sockets stay readable all the while.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { mayInject } from '../support/injecting.js';
import { askOnce, fixture, start } from '../support/programs.js';
import { freshDirectory, until } from '../support/servers.js';

// The server tries a socket so many times at once, and then pauses for 100 ms. REST_S is half of that.
const AT_ONCE = 10;
// If strace ended during a call that it makes fail, the call would give ENOSYS. So strace stays and lets later calls through.
const FAILING = 140;
const REST_S = 0.05;

/** When each socket was tried in vain, in seconds. Calls with MSG_PEEK only ask whether a job can be taken back. */
const triesIn = (trace: string): number[][] => {
  const tries = new Map<string, number[]>();
  const lines = existsSync(trace) ? readFileSync(trace, 'utf8').split('\n') : [];
  for (const line of lines) {
    const [, time, fd = ''] = /^([\d.]+) recvfrom\((\d+), .* = -1 ENOMEM/.exec(line) ?? [];
    if (time === undefined || line.includes('MSG_PEEK')) continue;
    tries.set(fd, [...(tries.get(fd) ?? []), Number(time)]);
  }
  return [...tries.values()];
};

it('are looked at now and then, and lose nothing', mayInject, async () => {
  const program = start(process.execPath, [fixture('unending-process.mjs')]);
  const port = Number(await program.next());
  const trace = join(freshDirectory(), 'trace');
  const inject = [
    '-qq',
    '-ttt',
    '-o',
    trace,
    '-e',
    `inject=recvfrom:error=ENOMEM:when=1..${FAILING}`,
  ];
  start('strace', [...inject, '-p', `${program.pid}`]);
  await until(() => !/^TracerPid:\s*0$/m.test(readFileSync(`/proc/${program.pid}/status`, 'utf8')));
  expect(await askOnce(port, 'unheard')).toBe('UNHEARD');
  // One socket is that of the fork server, the other that of its child.
  const areTried = (all: number[][]): boolean =>
    all.length === 2 && all.every((times) => times.length > 2 * AT_ONCE);
  await until(() => areTried(triesIn(trace)));
  for (const times of triesIn(trace))
    for (const [i, time] of times.slice(AT_ONCE).entries())
      expect(time - (times[i] ?? 0)).toBeGreaterThan(REST_S);
  expect(await askOnce(port, 'heard')).toBe('HEARD');
  program.say('close');
  expect(JSON.parse(await program.next())).toEqual([]);
});
