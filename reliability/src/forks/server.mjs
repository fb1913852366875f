// The server under test. The check asks it on Node's channel for what only the server knows.
import { setFlagsFromString } from 'node:v8';
import { ForkingTCPServer } from '@fdset/socketserver';

// V8 may let the space of new objects grow by 32 MiB, which would look like a leak for the first 100,000 requests.
setFlagsFromString('--semi-space-growth-factor=1');

const handler = { module: new URL('handler.mjs', import.meta.url), name: 'GarbageHandler' };

class Server extends ForkingTCPServer {
  /** The number of reported errors, and the first one, by phase. */
  errors = {};

  handleError(_request, _address, error, { phase }) {
    const entry = (this.errors[phase] ??= { count: 0, first: String(error?.stack ?? error) });
    entry.count += 1;
  }
}

const server = new Server({ host: '127.0.0.1', port: 0 }, handler);
const served = server.serveForever();

const state = () => ({
  stats: server.stats(),
  children: server.activeChildren,
  errors: server.errors,
});

const answers = {
  state,
  collected() {
    globalThis.gc();
    return state();
  },
  async close() {
    await server.serverClose();
    await served;
    return state();
  },
};

const answer = async (question) => process.send(await answers[question]());

process.on('message', (question) => void answer(question));
// The check disconnects to end this program, or is gone.
process.once('disconnect', () => void server.serverClose());
process.send(server.serverAddress.port);
