// Keeps requests under way on every connection, and prints the rate and this process's processor time: PEER CONNECTIONS BYTES DEPTH PORT
// WARMUP-MS MEASURE-MS.
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';

const [connections, size, depth, port, warmupMs, measureMs] = process.argv.slice(2).map(Number);
const message = 'x'.repeat(size - 1);

const cpuNs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
};

/** @param open - connects to a port; resolves to what has `request(message)` */
export const measureRequests = async (open) => {
  let done = 0;
  const ask = async (client) => {
    for (;;) {
      const answer = await client.request(message);
      if (answer.length !== message.length) throw new Error(`a wrong answer: ${answer}`);
      done++;
    }
  };
  const clients = await Promise.all(Array.from({ length: connections }, () => open(port)));
  for (const client of clients) for (let count = 0; count < depth; count++) void ask(client);
  await delay(warmupMs);
  const before = { done, cpu: cpuNs(), at: performance.now() };
  await delay(measureMs);
  const requests = done - before.done;
  const seconds = (performance.now() - before.at) / 1000;
  const figures = {
    perSecond: requests / seconds,
    cpuNsPerRequest: (cpuNs() - before.cpu) / requests,
  };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
  process.exit();
};
