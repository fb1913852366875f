// More clients than there are descriptors (EMFILE) or places in the set of select(2) (FD_SETSIZE).
import { expect, it } from 'vitest';
import { needs } from '../../../scripts/test/needs.mjs';
import { hold, isServed } from './helpers/clients.js';
import { untilAsleep } from './helpers/process-state.js';
import { cliPath, runPython } from './helpers/run.js';
import { listening, startProgram, startServer } from './helpers/running-program.js';
import type { RunningServer } from './helpers/running-program.js';

const FD_SETSIZE = 1024;

it.each(['multiplexing', 'async'])(
  '%s lets clients wait while no descriptor is left, without spinning',
  async (name) => {
    const { program, port, pid } = await withOpenFiles(64, [name, '--port', '0']);
    // The server's first wait opens the descriptor that wakes it up for signals. Without that descriptor it would have to look
    // now and then.
    await untilAsleep(pid);
    const clients = await Promise.all(Array.from({ length: 50 }, () => hold(port)));
    await program.prints(/accept: EMFILE/);
    await untilAsleep(pid);
    for (const client of clients) client.destroy();
    expect(await isServed(port, 'next')).toBe(true);
  },
);

it('serves every waiting client once others leave', needs('python3'), async () => {
  const { program, port } = await withOpenFiles(64, ['multiplexing', '--port', '0']);
  const result: unknown = JSON.parse(await runPython('many_connections', [port, 200, 'in-turn']));
  expect(result).toEqual({ connected: 200, right: 200 });
  expect((await program.endsOn('SIGTERM')).code).toBe(0);
});

it(
  'refuses over select what has no place in an fd_set, and serves the others',
  needs('python3'),
  async () => {
    const { port, program } = await startServer(['multiplexing', '--selector', 'select']);
    const text = await runPython('many_connections', [port, FD_SETSIZE + 100, 'together']);
    const { right } = JSON.parse(text) as { right: number };
    expect(right).toBeGreaterThanOrEqual(1000);
    expect(right).toBeLessThan(FD_SETSIZE);
    await program.prints(/refusing 127\.0\.0\.1:\d+: /);
    expect(await runPython('half_close', [port, 'next'])).toBe('NEXT_SB');
  },
);

/** Starts a server with a limit of open files. Node raises its soft limit to the hard one, so the hard one counts. */
function withOpenFiles(limit: number, args: readonly string[]): Promise<RunningServer> {
  const script = `ulimit -Sn ${limit}; ulimit -Hn ${limit}; exec "$0" "$@"`;
  return listening(startProgram('sh', ['-c', script, process.execPath, cliPath, ...args]));
}
