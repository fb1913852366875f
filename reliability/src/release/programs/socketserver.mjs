// Uses @fdset/socketserver alone: the same handler on the event loop's thread, on a thread of its own, and in a forked process.
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

import { UpperHandler } from './upper.mjs';

// A bundle's modules are not those that their source names, so its handler is named by its file.
const handler =
  process.env.HANDLER_FILE === undefined
    ? UpperHandler
    : { module: new URL(process.env.HANDLER_FILE, import.meta.url), name: 'UpperHandler' };

async function ask(Server) {
  const server = new Server({ host: '127.0.0.1', port: 0 }, handler);
  const serving = server.serveForever();
  await server.ready;
  const client = connect(server.serverAddress.port, '127.0.0.1');
  client.end('hello');
  const answer = await text(client);
  await server.shutdown();
  await serving;
  await server.serverClose();
  return answer;
}

/** Resolves with the answer, or with the different ones. */
export async function use({ AsyncTCPServer, ForkingTCPServer, ThreadingTCPServer }) {
  const answers = [];
  for (const Server of [AsyncTCPServer, ThreadingTCPServer, ForkingTCPServer])
    answers.push(await ask(Server));
  return [...new Set(answers)].join(', ');
}
