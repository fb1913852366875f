// The process whose calls are made to fail: `node host.mjs main|worker fresh|warm`. One thread is traced and performs
// operations. The other talks to the check on descriptors 3 and 4.
import { isMainThread, Worker, workerData } from 'node:worker_threads';

import { act } from './actor.mjs';
import { createMailbox } from './mailbox.mjs';
import { relay } from './relay.mjs';

const self = new URL(import.meta.url);

async function startHost(actingThread, start) {
  const mailbox = createMailbox();
  const actsHere = actingThread === 'main';
  const worker = new Worker(self, { workerData: { mailbox, acts: !actsHere, start } });
  worker.on('error', (error) => {
    throw error;
  });
  if (actsHere) await act(mailbox, start);
  else relay(mailbox);
}

if (isMainThread) await startHost(process.argv[2], process.argv[3]);
else if (workerData.acts) await act(workerData.mailbox, workerData.start);
else relay(workerData.mailbox);
