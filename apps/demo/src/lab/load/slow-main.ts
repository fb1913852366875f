// The slow clients of a run, a bundle entry: each sends half of a message, pauses, sends the rest and reads the answer, until SIGTERM. All
// connect before the first one sends. SIGUSR2 ends the measured time; what comes after it is not counted: when the first clients leave, a server turns to
// those that were in its queue all the time.
import { monotonicMs } from '@fdset/posix';
import { connect } from '@fdset/socket/async';
import type { LoadResult } from './load-result.js';
import { SlowClient } from './slow-client.js';
import type { SlowConfig } from './slow-config.js';
import { SlowTally } from './slow-tally.js';

const EVERY_MS = 250;

const config = JSON.parse(process.argv[2] ?? '') as SlowConfig;
const end = new AbortController();
process.once('SIGTERM', () => end.abort());
let measured: LoadResult | null = null;
process.on('SIGUSR2', () => (measured ??= result()));

const tally = new SlowTally();
const address = { host: '127.0.0.1', port: config.port };
const clients = await Promise.all(
  Array.from(
    { length: config.clients },
    async () => new SlowClient(await connect(address), config, tally),
  ),
);
process.stdout.write('connected\n');
const startMs = monotonicMs();
const say = (text: string): void => void process.stdout.write(`${text}\n`);
say(tally.line(0));
const timer = setInterval(() => say(tally.line(monotonicMs() - startMs)), EVERY_MS);
function result(): LoadResult {
  const starved = clients.filter(({ answered }) => answered === 0).length;
  return tally.result({ seconds: (monotonicMs() - startMs) / 1000, starved });
}
await Promise.all(clients.map((client) => client.run(end.signal)));
clearInterval(timer);
say(JSON.stringify(measured ?? result()));
