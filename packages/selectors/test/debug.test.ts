// NODE_DEBUG=fdset: what waits write.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

import { HANG_MS } from '../../../vitest.base.mjs';

const fixture = fileURLToPath(new URL('fixtures/debugged-wait.mjs', import.meta.url));

function runFixture(debug: string): {
  fds: { a: number; b: number };
  lines: string[];
  pid: number;
} {
  const env = { ...process.env, NODE_DEBUG: debug };
  const run = spawnSync(process.execPath, [fixture], { env, encoding: 'utf8', timeout: HANG_MS });
  const lines = run.stderr.split('\n').filter((line) => line !== '');
  return { fds: JSON.parse(run.stdout) as { a: number; b: number }, lines, pid: run.pid };
}

it('writes nothing without it', () => {
  expect(runFixture('').lines).toEqual([]);
});

it('writes each wait with its duration and what it found, but no poll that found nothing', () => {
  const { fds, lines, pid } = runFixture('fdset');
  const { a } = fds;
  const texts = lines.map((line) => line.replaceAll(/\d+\.\d ms/g, 'T'));
  expect(texts).toEqual([
    `FDSET ${pid}: waited T of T: PollSelector found nothing`,
    `FDSET ${pid}: waited T: PollSelector found ${a} EVENT_READ|EVENT_WRITE`,
    `FDSET ${pid}: PollSelector found ${a} EVENT_READ|EVENT_WRITE`,
    `FDSET ${pid}: waited T of T: ${a} is ready`,
    // The worker's process.stderr would show this line only when the worker gives its event loop a turn, which it never does.
    `FDSET ${pid}/1: waited T of T: PollSelector found nothing`,
  ]);
  const [, waited, limit] = /waited (\d+\.\d) ms of (\d+\.\d) ms/.exec(lines[0] ?? '') ?? [];
  expect(limit).toBe('10.0');
  expect(Number(waited)).toBeGreaterThanOrEqual(10);
});
