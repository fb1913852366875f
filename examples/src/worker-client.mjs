// Asks a server from a thread that blocks, with a time-out for each call, while the main thread goes on.
// Run, beside a server that answers lines, as socat TCP-LISTEN:9999,bind=127.0.0.1,fork EXEC:cat does:
// node examples/src/worker-client.mjs tcp://127.0.0.1:9999 word word ...
import { fileURLToPath } from 'node:url';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { connectSync } from '@fdset/client';
import { lines } from '@fdset/client/framing';

const options = { framing: lines(), timeoutMs: 300 };

/** In the worker. An answer that comes after its time-out would be taken for the next one's: a new connection has none. */
const askAll = ({ url, words }) => {
  let client = connectSync(url, options);
  for (const word of words)
    try {
      parentPort.postMessage(`${word}: ${client.request(word)}`);
    } catch (error) {
      if (error.code !== 'ETIMEDOUT') throw error;
      parentPort.postMessage(`${word}: no answer in ${options.timeoutMs} ms`);
      client.close();
      client = connectSync(url, options);
    }
  client.close();
};

const startWorker = (data) => {
  let ticks = 0;
  const timer = setInterval(() => ticks++, 10);
  const worker = new Worker(fileURLToPath(import.meta.url), { workerData: data });
  worker.on('message', (text) => console.log(text));
  worker.on('error', (error) => {
    console.log(`the worker failed: ${error.message}`);
    process.exitCode = 1;
  });
  worker.on('exit', () => {
    clearInterval(timer);
    console.log(`${ticks} ticks of the main thread meanwhile`);
  });
};

const [, , url, ...words] = process.argv;
if (!isMainThread) askAll(workerData);
else if (words.length > 0) startWorker({ url, words });
else {
  console.error('run: node examples/src/worker-client.mjs tcp://HOST:PORT WORD...');
  process.exitCode = 2;
}
