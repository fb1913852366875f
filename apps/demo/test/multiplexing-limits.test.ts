// More clients than there are descriptors (EMFILE), or than select(2) has places for (FD_SETSIZE).
import { expect } from 'vitest';
import { sleeps } from './helpers/process-state.js';
import { itWithPython } from './helpers/programs.js';
import { cliPath, runPython } from './helpers/run.js';
import {
  RunningProgram,
  listeningPort,
  startPython,
  startServer,
} from './helpers/running-program.js';

const FD_SETSIZE = 1024;

itWithPython('lets clients wait while no descriptor is left, without spinning', async () => {
  const program = withOpenFiles(64, ['multiplexing', '--port', '0']);
  const port = await listeningPort(program);
  const clients = startPython('hold_many', [port, 50]);
  await program.prints(/accept: EMFILE/);
  expect(await sleeps(program.pid)).toBe(true);
  clients.type(null);
  expect(await runPython('half_close', [port, 'next'])).toBe('NEXT_SB');
});

itWithPython('serves every waiting client once others leave', async () => {
  const program = withOpenFiles(64, ['multiplexing', '--port', '0']);
  const port = await listeningPort(program);
  const result = JSON.parse(await runPython('many_connections', [port, 200, 'in-turn']));
  expect(result).toEqual({ connected: 200, right: 200 });
  expect((await program.endsOn('SIGTERM')).code).toBe(0);
});

itWithPython(
  'refuses over select what has no place in an fd_set, and serves the others',
  async () => {
    const { port, program } = await startServer(['multiplexing', '--selector', 'select']);
    const text = await runPython('many_connections', [port, FD_SETSIZE + 100, 'together']);
    const { right } = JSON.parse(text) as { right: number };
    expect(right).toBeGreaterThanOrEqual(1000);
    expect(right).toBeLessThan(FD_SETSIZE);
    expect(program.stdout).toMatch(/refusing 127\.0\.0\.1:\d+: /);
    expect(await runPython('half_close', [port, 'next'])).toBe('NEXT_SB');
  },
);

/** Node raises its soft limit to the hard one, so the hard one is what counts. */
function withOpenFiles(limit: number, args: readonly string[]): RunningProgram {
  const script = `ulimit -Sn ${limit}; ulimit -Hn ${limit}; exec "$0" "$@"`;
  return new RunningProgram('sh', ['-c', script, process.execPath, cliPath, ...args]);
}
