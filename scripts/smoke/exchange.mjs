// One exchange between two real processes. It starts the server, waits for its `listening on` line, lets the client send
// a word, and compares the answer.
import { CheckFailure } from '../../tooling/src/run-command.mjs';
import { portOf, start } from './running-program.mjs';

/** Resolves when the client has printed the upper-cased word with the server's suffix. */
export const exchange = async (node, folder, programs) => {
  const server = start(node, [programs.server], { folder });
  try {
    const port = await portOf(server);
    const client = start(node, [programs.client, port, 'hello'], { folder });
    const [code] = await client.ended;
    if (code !== 0 || client.output !== 'HELLO_SB\n')
      throw new CheckFailure(`the client ended with ${code}`, client.output + server.output);
  } finally {
    server.child.kill('SIGKILL');
    await server.ended;
  }
};
