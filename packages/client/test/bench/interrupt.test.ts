// Ctrl-C and SIGTERM while nothing is measured yet. The time-outs are longer than a test may last: without the signal it would not end.
import { describe, expect, it, vi } from 'vitest';
import { interruptible } from '../../src/bench/run/interrupt.js';
import { checkReport } from './support/bench.js';
import { startAsking } from './support/start-asking.js';

describe.each(['SIGINT', 'SIGTERM'] as const)('%s ends fdset bench', (signal) => {
  it('while it learns how long an answer is', async () => {
    const running = await startAsking('tcp:', '--framing', 'fixed', '--payload', 'x');
    running.kill(signal);
    expect(await running.exits()).toBe(1);
    expect(running.stderr).toBe('fdset: ended before the server had answered\n');
  });

  it('during a TLS handshake', async () => {
    const running = await startAsking('tls:', '--json');
    running.kill(signal);
    const code = await running.exits();
    expect([code, running.stderr]).toEqual([1, '']);
    const { runs } = checkReport(running.stdout.toString(), code);
    expect(runs[0]?.wasStopped).toBe(true);
  });
});

it('a second Ctrl-C is left to the system, but not the copy of the first that npx sends', async () => {
  vi.useFakeTimers();
  try {
    const before = process.listenerCount('SIGINT');
    const handlers = (): number => process.listenerCount('SIGINT') - before;
    await interruptible((signal) => {
      expect(handlers()).toBe(1);
      process.emit('SIGINT');
      process.emit('SIGINT');
      expect([signal.aborted, handlers()]).toEqual([true, 1]);
      vi.advanceTimersByTime(100);
      expect(handlers()).toBe(0);
      return Promise.resolve();
    });
  } finally {
    vi.useRealTimers();
  }
});
