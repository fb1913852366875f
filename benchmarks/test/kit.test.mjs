// The parts of the measuring kit that the questions' own tests do not reach.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  awakeNs,
  compare,
  spread,
  startServer,
  threadIds,
  treeCpuNs,
  watchForeign,
} from '@fdset/benchmarks/kit';
import { describe, expect, it, onTestFinished } from 'vitest';

describe('a threshold', () => {
  const of = (...values) => compare(spread(values), { atLeast: 2, atMost: 8 });

  it('is kept by a spread that is within it', () => expect(of(2, 3, 4, 8)).toBe('within'));
  it('is not kept by one beyond it', () => {
    expect(of(0, 1, 1, 1)).toBe('beyond');
    expect(of(9, 10, 11)).toBe('beyond');
  });
  it('is undecided by one that crosses it, also on both sides', () => {
    expect(of(1, 1, 3, 4)).toBe('across');
    expect(of(1, 1, 9, 9)).toBe('across');
  });
  it('is undecided by less than three values', () => {
    expect(of(4, 4)).toBe('across');
    expect(of()).toBe('unmeasured');
  });
});

/** In a process group of its own, so that its children end with it. */
const child = async (program) => {
  const started = spawn(process.execPath, ['-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  onTestFinished(() => process.kill(-Number(started.pid), 'SIGKILL'));
  await once(started.stdout, 'data');
  return started.pid;
};

/** Reads until a counter has grown by so much, which it must at some time. */
const untilGrown = async (read, by) => {
  const before = read();
  while (read() - before < by) await new Promise((resolve) => setImmediate(resolve));
};

describe('a process tree', () => {
  const busy = 'console.log("busy"); for (;;);';
  const asleep = 'console.log("asleep"); setInterval(() => {}, 1e6);';

  it('grows in processor time while a descendant computes', async () => {
    const inner = `require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(busy)}], { stdio: "inherit" })`;
    const pid = await child(`${inner}; setInterval(() => {}, 1e6);`);
    await untilGrown(() => treeCpuNs(pid), 20e6);
  });

  it('says how long a thread was awake: a sleeping one less than a busy one', async () => {
    const [one, other] = [await child(busy), await child(asleep)];
    // A process that has just started is not asleep yet.
    for (let slept = false; !slept;) {
      const before = awakeNs(other);
      await untilGrown(() => awakeNs(one), 50e6);
      slept = awakeNs(other) - before < 10e6;
    }
    expect(threadIds(one)[0]).toBe(one);
  });

  it('has no time and no threads when it has ended', () => {
    expect(treeCpuNs(2 ** 22 + 1)).toBe(0);
    expect(threadIds(2 ** 22 + 1)).toEqual([]);
    expect(awakeNs(2 ** 22 + 1)).toBe(null);
  });
});

it('counts the processor time of others, and not its own', async () => {
  const unrelated = `require("node:child_process").spawn(process.execPath, ["-e", "console.log(process.pid); for (;;);"], { detached: true, stdio: "inherit" })`;
  const starter = spawn(
    process.execPath,
    ['-e', `${unrelated}; setTimeout(() => process.exit(), 500)`],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const [pid] = await once(starter.stdout, 'data');
  onTestFinished(() => process.kill(Number(pid), 'SIGKILL'));
  await once(starter, 'exit');
  const foreign = watchForeign();
  // Its parent has gone: it is no descendant of this process any more.
  await untilGrown(() => treeCpuNs(Number(pid)), 200e6);
  expect(foreign()).toBeGreaterThan(0);
});

it('starts a server without a core of its own, and ends it', async () => {
  const program = 'console.log("READY 7"); setInterval(() => {}, 1e6);';
  const { signal } = new AbortController();
  const server = await startServer([process.execPath, '-e', program], { signal });
  expect(server.address).toBe('7');
  await server.stop();
  expect(threadIds(server.pid)).toEqual([]);
});
