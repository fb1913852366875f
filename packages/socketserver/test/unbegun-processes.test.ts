// Processes that Node starts and that never begin.
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ForkingTCPServer, ProcessPoolTCPServer, subscribe } from '@fdset/socketserver';
import type { AnyServer } from '@fdset/socketserver';
import { expect, it, onTestFinished } from 'vitest';
import { needsThat } from '../../../scripts/test/needs.mjs';
import { hasTool } from './support/programs.js';
import { startClient } from './support/client.js';
import { anyPort, freshDirectory, serving } from './support/servers.js';

const handler = { module: new URL('fixtures/handlers.mjs', import.meta.url), name: 'UpperHandler' };
const client = startClient();
// Its tracer is no process between the server and the one that it starts.
const refusing = (thread: number): string[] => [
  '-D',
  '-f',
  '-qq',
  '-o',
  '/dev/null',
  '-e',
  `inject=clone,clone3:error=EAGAIN:when=${thread}`,
];
const canInject = hasTool('strace', [...refusing(1000), 'true']);

/** From now on the next process finds that threads run out; returns how to say that of a later one. */
const refuseThread = (thread: number): (() => void) => {
  const directory = freshDirectory();
  const refuse = join(directory, 'refuse');
  const node = join(directory, 'node');
  const own = process.execPath;
  const strace = `rm ${refuse} && exec strace ${refusing(thread).join(' ')} ${own} "$@"`;
  writeFileSync(node, `#!/bin/sh\n[ -e ${refuse} ] && ${strace}\nexec ${own} "$@"\n`);
  chmodSync(node, 0o700);
  process.execPath = node;
  onTestFinished(() => void (process.execPath = own));
  return () => writeFileSync(refuse, '');
};

const errorsOf = (server: AnyServer): unknown[] => {
  const errors: unknown[] = [];
  subscribe('fdset:server:error', ({ error }) => errors.push(error), server);
  return errors;
};

const refused = {
  code: 'ERR_FDSET_HOST_ENDED',
  message: expect.stringMatching(/refused it a thread/),
  cause: { code: 'EAGAIN', syscall: 'clone' },
};

it(
  'a server whose first process is refused a thread says so',
  needsThat(canInject, 'needs strace'),
  async () => {
    refuseThread(2)();
    await using server = new ProcessPoolTCPServer(anyPort, handler);
    await expect(server.serveForever()).rejects.toMatchObject(refused);
  },
);

it(
  'a request waits for the next process when one is refused a thread',
  needsThat(canInject, 'needs strace'),
  async () => {
    const refuse = refuseThread(4);
    const options = { startMethod: 'spawn', spareChildren: 0 } as const;
    const server = serving(new ForkingTCPServer(anyPort, handler, options));
    const errors = errorsOf(server);
    await server.ready;
    expect(await client.exchange(server.serverAddress, 'first')).toBe('FIRST');
    refuse();
    expect(await client.exchange(server.serverAddress, 'second')).toBe('SECOND');
    expect(errors).toMatchObject([refused]);
  },
);
