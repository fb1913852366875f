import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { hearSignals } from '@fdset/posix';
import { expect, it, vi } from 'vitest';

const fixture = fileURLToPath(new URL('fixtures/hearing-signals.mjs', import.meta.url));

it('K1: after InterruptedError the listener has run once hearSignals is through, unlike after a time-out of 0', () => {
  const counts: unknown = JSON.parse(
    execFileSync(process.execPath, [fixture], { encoding: 'utf8' }),
  );
  expect(counts).toEqual({ hearSignals: 8, setTimeout: 0, setImmediate: 0 });
});

it('needs no clock, nor the timers of the moment', async () => {
  vi.useFakeTimers();
  try {
    await hearSignals();
  } finally {
    vi.useRealTimers();
  }
});
