// Runs the installed command against the tutorial's server, as a newcomer does: `npx fdset tcp://...` together with
// `npm start -- multiplexing`.
import { dirname } from 'node:path';

import { CheckFailure } from '../../tooling/src/run-command.mjs';
import { root } from '../../tooling/src/workspace.mjs';
import { portOf, start } from './running-program.mjs';

/** Starts a server, runs `use` with its URL, and ends it. */
export const withDemoServer = async (use) => {
  const args = ['start', '--', 'multiplexing', '--port', '0'];
  const server = start('npm', args, { folder: root });
  try {
    await use(`tcp://127.0.0.1:${await portOf(server)}`);
  } finally {
    // npm passes this signal on to start.mjs, which passes it on to the server.
    server.child.kill('SIGTERM');
    await server.ended;
  }
};

/** Runs the command with the given Node. Resolves when it has printed the server's answer to its input. */
export const talkByCommand = async (node, folder, url) => {
  const client = start('npx', ['fdset', url], { folder, input: 'hello', path: [dirname(node)] });
  const [code] = await client.ended;
  if (code !== 0 || client.output !== 'HELLO_SB')
    throw new CheckFailure(`npx fdset ended with ${code}`, client.output);
};

/** Runs the load generator, whose threads are a file of their own, with the given Node. Resolves when it was answered. */
export const loadByCommand = async (node, folder, url) => {
  const times = ['--duration', '200ms', '--warmup', '0ms'];
  const args = ['fdset', 'bench', url, '--payload', 'hello', '--expect', 'any', ...times];
  const load = start('npx', args, { folder, input: '', path: [dirname(node)] });
  const [code] = await load.ended;
  // 3: the generator was the limit, as it may be on a busy machine.
  if (code !== 0 && code !== 3)
    throw new CheckFailure(`npx fdset bench ended with ${code}`, load.output);
};
