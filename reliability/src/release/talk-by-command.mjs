// The installed command, used as the README of @fdset/client has it: a word through a pipe.
import { once } from 'node:events';
import { createServer } from 'node:net';

import { expectAnswer } from './flavours.mjs';

/** Resolves when a server of Node was asked by the command that is installed in a project. */
export async function talkByCommand(project, manager) {
  const server = createServer({ allowHalfOpen: true }, (conn) =>
    conn.on('data', (data) => conn.end(String(data).toUpperCase())),
  );
  await once(server.listen(0, '127.0.0.1'), 'listening');
  try {
    const url = `tcp://127.0.0.1:${server.address().port}`;
    expectAnswer(await manager.pipe(project, 'hello', ['fdset', url]));
  } finally {
    server.close();
  }
}
