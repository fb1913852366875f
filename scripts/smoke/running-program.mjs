// A child process of the smoke test, with all that it has printed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { HANG_MS } from '../../vitest.base.mjs';
import { CheckFailure, plainEnv } from '../../tooling/src/run-command.mjs';

/** Starts a program in `folder` with an input. Programs are looked for in `path` first. */
export const start = (program, args, { folder, input = '', path = [] }) => {
  const env = plainEnv();
  const child = spawn(program, args, {
    cwd: folder,
    env: { ...env, PATH: [...path, env.PATH].join(':') },
    stdio: 'pipe',
    timeout: HANG_MS,
    killSignal: 'SIGKILL',
  });
  const running = { child, output: '', ended: once(child, 'close') };
  const collect = (text) => {
    running.output += text;
  };
  child.stdout.setEncoding('utf8').on('data', collect);
  child.stderr.setEncoding('utf8').on('data', collect);
  // A server reads no input, and may have ended.
  child.stdin.on('error', () => {}).end(input);
  return running;
};

/** The port in the `listening on` line of a server. */
export const portOf = async (server) => {
  for (;;) {
    const port = /^listening on .*:(\d+)$/m.exec(server.output)?.[1];
    if (port !== undefined) return port;
    const more = once(server.child.stdout, 'data').then(() => true);
    const isAlive = await Promise.race([more, server.ended.then(() => false)]);
    if (!isAlive) throw new CheckFailure('the server ended early', server.output);
  }
};
