// The process of the servers under test, a new server for each round. The check sends requests on Node's channel, and
// inspects the process from outside.
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { socketpair } from '@fdset/socket';
import * as servers from '@fdset/socketserver';

const module = new URL('handlers.mjs', import.meta.url);
let server = null;
let errors = [];

function make({ name, isStream, address }) {
  errors = [];
  server = new servers[name](address, {
    module,
    name: isStream ? 'StreamHandler' : 'DatagramHandler',
  });
  server.handleError = (_request, _client, error, { phase }) =>
    void errors.push(`${phase}: ${error?.stack ?? error}`);
  return server.serverAddress;
}

const closings = {
  serverClose: () => server.serverClose(),
  'serverClose with graceMs': ({ graceMs }) => server.serverClose({ graceMs }),
  async shutdown({ graceMs }) {
    await server.shutdown();
    return server.serverClose({ graceMs });
  },
  // Two calls of serverClose, made at once while the server begins to serve again.
  async 'shutdown and back'({ graceMs }) {
    void server.shutdown();
    const again = server.serveForever();
    await delay(1);
    const [first, second] = await Promise.all([
      server.serverClose({ graceMs }),
      server.serverClose(),
    ]);
    if (first !== second) errors.push('a second serverClose gave another result');
    // The server may have been closed before it served again.
    await again.catch(ignoreClosed);
    return first;
  },
};

const ignoreClosed = (error) => {
  if (error.code !== 'ERR_FDSET_CLOSED') throw error;
};

async function serve(plan) {
  const served = server.serveForever();
  while (plan.from === 'busy' && server.stats().accepted === 0) await delay(1);
  if (plan.momentMs > 0) await delay(plan.momentMs);
  const from = performance.now();
  const { aborted } = await closings[plan.way](plan);
  const closedAfterMs = performance.now() - from;
  await served;
  const children = server.activeChildren ?? [];
  return { closedAfterMs, aborted: aborted.length, stats: server.stats(), children, errors };
}

// The first blocking wait of a thread opens an epoll set that the thread keeps. Whether a handler has to wait depends on
// the machine.
function waitOnce() {
  const [own, theirs] = socketpair();
  own.settimeout(1);
  try {
    own.recv(1);
  } catch (error) {
    if (error.code !== 'ETIMEDOUT') throw error;
  } finally {
    own.close();
    theirs.close();
  }
}

const answers = {
  async warmUp() {
    waitOnce();
    // Node starts threads for file operations, and these threads stay.
    await Promise.all(Array.from({ length: 8 }, () => readFile(module)));
    return null;
  },
  make,
  serve,
};

async function answer({ verb, ...options }) {
  try {
    process.send({ value: await answers[verb](options) });
  } catch (error) {
    process.send({ error: error?.stack ?? String(error) });
  }
}

process.on('message', (message) => void answer(message));
process.send('started');
