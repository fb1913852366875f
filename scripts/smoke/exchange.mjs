// One exchange between two real processes: starts the server, waits for its `listening on` line,
// lets the client send a word, and compares what came back.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { HANG_MS } from '../../vitest.base.mjs';
import { CheckFailure, plainEnv } from '../../tooling/src/run-command.mjs';

const start = (node, folder, args) => {
  const child = spawn(node, args, {
    cwd: folder,
    env: plainEnv(),
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: HANG_MS,
    killSignal: 'SIGKILL',
  });
  const program = { child, output: '', ended: once(child, 'close') };
  const collect = (text) => {
    program.output += text;
  };
  child.stdout.setEncoding('utf8').on('data', collect);
  child.stderr.setEncoding('utf8').on('data', collect);
  return program;
};

const portOf = async (server) => {
  for (;;) {
    const port = /^listening on .*:(\d+)$/m.exec(server.output)?.[1];
    if (port !== undefined) return port;
    const more = once(server.child.stdout, 'data').then(() => true);
    const isAlive = await Promise.race([more, server.ended.then(() => false)]);
    if (!isAlive) throw new CheckFailure('the server ended early', server.output);
  }
};

/** Resolves when the client has printed the upper-cased word with the server's suffix. */
export const exchange = async (node, folder, programs) => {
  const server = start(node, folder, [programs.server]);
  try {
    const port = await portOf(server);
    const client = start(node, folder, [programs.client, port, 'hello']);
    const [code] = await client.ended;
    if (code !== 0 || client.output !== 'HELLO_SB\n')
      throw new CheckFailure(`the client ended with ${code}`, client.output + server.output);
  } finally {
    server.child.kill('SIGKILL');
    await server.ended;
  }
};
