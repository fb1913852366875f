// What `this.server` has for a handler that runs on a thread or in a process of its own.
import { ForkingTCPServer, ThreadingTCPServer } from '@fdset/socketserver';
import { describe, expect, it } from 'vitest';
import { startClient } from '../support/client.js';
import { anyPort, serving } from '../support/servers.js';

const module = new URL('../fixtures/asking-handler.mjs', import.meta.url);
const handler = { module, name: 'AskingHandler' };
const client = startClient();

class CountingThreads extends ThreadingTCPServer {
  count(by: number): number {
    return by;
  }
}

class CountingProcesses extends ForkingTCPServer {
  count(by: number): number {
    return by;
  }
}

describe.each([
  ['on a thread', CountingThreads],
  ['in a process', CountingProcesses],
])('this.server of a handler %s', (where, Server) => {
  it('says of what the server has and it has not where that is', async () => {
    const server = serving(new Server(anyPort, handler, { context: 5 }));
    const socket = await client.connect(server.serverAddress);
    const answers = (await client.recvAndClose(socket)).split('\n');
    const refused = ['shutdown()', 'serverClose()', 'count()', 'socket'].map((what) =>
      expect.stringMatching(
        `^TypeError ERR_FDSET_UNSUPPORTED: this\\.server\\.${what.replace('()', '\\(\\)')} cannot be used here: ` +
          `the handler runs ${where} of its own, .* the program that has the server`,
      ),
    );
    const [own = '{}', ...rest] = answers.slice(refused.length);
    expect([...answers.slice(0, refused.length), ...rest]).toEqual([...refused, 'undefined']);
    const { limits } = server;
    expect(JSON.parse(own)).toEqual({ context: 5, limits, tls: null, own: 'its own' });
  });
});
