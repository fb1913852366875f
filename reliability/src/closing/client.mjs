// The process of one server's clients. The check tells it of each round, and when the server has been closed.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { datagramClient } from './datagram-client.mjs';
import { streamClient } from './stream-client.mjs';

let closed = null;

async function one(options) {
  const converse = options.isStream ? streamClient : datagramClient;
  const from = performance.now();
  const outcome = await converse(options);
  return { outcome, tookMs: performance.now() - from - options.plan.atMs };
}

async function round({ address, isStream, clients }) {
  closed = { isClosed: false };
  const folder = mkdtempSync(join(tmpdir(), 'fdset-closing-clients-'));
  const shared = { address, isStream, folder, closed };
  try {
    const plans = clients.map((plan, number) => one({ ...shared, plan, number }));
    return await Promise.all(plans);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const answer = async (message) => process.send(await round(message));

process.on('message', (message) => {
  if (message === 'closed') closed.isClosed = true;
  else void answer(message);
});
