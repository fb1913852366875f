// The process whose calls fail: `node main.mjs SEED ROUNDS DRIVER`, with the addon that injects faults. It prints one line of JSON.
import { createServer } from 'node:net';
import * as posix from '@fdset/posix';

import { Random, derive } from '../chaos/random.mjs';
import { driverOptions } from '../driver-options.mjs';
import { openFiles } from '../process-state.mjs';
import { Echo } from './echo.mjs';
import { faults } from './faults.mjs';
import { SharedFaults } from './shared-faults.mjs';

const [seed, rounds] = process.argv.slice(2, 4).map(Number);
const driverName = process.argv[4];
const CONNECTIONS = 12;
const MESSAGES = 12;
const PER_MILLION = 30_000;
const HUNG_AFTER_MS = 120_000;

const options = driverOptions(driverName);
const shared = new SharedFaults(process.env.FDSET_FAULTS, derive(seed, 1));
const turn = () => new Promise((resolve) => setImmediate(resolve));
const rejections = {};

const fail = (error) => {
  console.error(`driver ${driverName}, seed ${seed}:`, error);
  process.exit(1);
};
process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);

const explains = ({ code, syscall, becomes }, error) =>
  becomes !== 'retried' && code === error.code && (syscall === '' || syscall === error.syscall);

/** Counts an error that an injected fault explains; any other ends the check. */
function judge(verb, error) {
  const isTyped = error instanceof posix.SocketError;
  const isSend = verb === 'send' || verb === 'sendmsg';
  if (!isTyped || !faults.some((fault) => explains(fault, error)))
    throw new Error(`${verb}: an error that was not injected`, { cause: error });
  if (isSend && !Number.isInteger(error.bytesSent))
    throw new Error(`${verb}: bytesSent is missing`, { cause: error });
  const name = `${verb}: ${error.syscall} ${error.code}`;
  rejections[name] = (rejections[name] ?? 0) + 1;
}

async function run(round) {
  const echo = new Echo(new Random(derive(seed, round)), options, judge);
  const listener = await echo.listen();
  const address = listener.getsockname();
  const hung = setTimeout(() => fail(new Error(`round ${round} hangs`)), HUNG_AFTER_MS);
  shared.perMillion = PER_MILLION;
  const clients = Array.from({ length: CONNECTIONS }, () => echo.talk(address, MESSAGES));
  await Promise.all([echo.serve(CONNECTIONS), ...clients]);
  shared.perMillion = 0;
  // Without faults everything is as before.
  await Promise.all([echo.serve(1), echo.talk(address, 1)]);
  echo.close();
  clearTimeout(hung);
  return echo;
}

async function settled(before) {
  for (let i = 0; i < 1000 && openFiles().length !== before.length; i++) await turn();
  return openFiles();
}

// Node opens a file for the first server and keeps it.
await new Promise((resolve) => {
  const server = createServer().listen(0, () => server.close(resolve));
});
await run(0);
const before = await settled(openFiles());
const totals = { messages: 0, bytes: 0 };
const left = new Set();
for (let round = 1; round <= rounds; round++) {
  const { messages, bytes } = await run(round);
  totals.messages += messages;
  totals.bytes += bytes;
  const after = await settled(before);
  for (const file of after) if (!before.includes(file)) left.add(file);
}
console.log(JSON.stringify({ ...totals, left: [...left], counts: shared.counts, rejections }));
shared.close();
