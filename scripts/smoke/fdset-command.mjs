// The installed command against the tutorial's server as a newcomer starts it: `npx fdset tcp://...` beside
// `npm start -- multiplexing`.
import { dirname } from 'node:path';

import { CheckFailure } from '../../tooling/src/run-command.mjs';
import { root } from '../../tooling/src/workspace.mjs';
import { portOf, start } from './running-program.mjs';

/** Runs `use` with the URL of a server that ends afterwards. */
export const withDemoServer = async (use) => {
  const args = ['start', '--', 'multiplexing', '--port', '0'];
  const server = start('npm', args, { folder: root });
  try {
    await use(`tcp://127.0.0.1:${await portOf(server)}`);
  } finally {
    // npm passes this signal on, and start.mjs to the server.
    server.child.kill('SIGTERM');
    await server.ended;
  }
};

/** Resolves when the command, run by that Node, has printed what the server answered to its input. */
export const talkByCommand = async (node, folder, url) => {
  const client = start('npx', ['fdset', url], { folder, input: 'hello', path: [dirname(node)] });
  const [code] = await client.ended;
  if (code !== 0 || client.output !== 'HELLO_SB')
    throw new CheckFailure(`npx fdset ended with ${code}`, client.output);
};
