// Uses strace to let every system call of every operation fail with every error that it may give. The operation must
// throw the documented error or retry, no descriptor may be lost, and the object must still be usable or closable.
import { execFileSync } from 'node:child_process';

import {
  FORK_SERVER,
  forkServerSymbols,
  tryForkServer,
} from './fault-injection/fork-server/try-fork-server.mjs';
import { HostPool } from './fault-injection/host-pool.mjs';
import { operations } from './fault-injection/operations.mjs';
import { uncovered } from './fault-injection/symbols.mjs';
import { tryOperation } from './fault-injection/try-operation.mjs';
import { packageFile } from './package-file.mjs';

const addon = packageFile('posix', 'native/build/Release/fdset.node');

const only = process.env.FDSET_FAULT_ONLY;

function missingTools() {
  try {
    for (const tool of ['strace', 'nm']) execFileSync(tool, ['--version'], { stdio: 'ignore' });
    return null;
  } catch (error) {
    return `This check needs strace and nm (binutils): ${error.message}`;
  }
}

const isChosen = (name) => !only || name.includes(only);

// The operations that a host performs, and the one that never returns.
const attempts = (hosts, quick) => [
  ...Object.entries(operations).map(([name, operation]) => ({
    name,
    symbols: operation.symbols,
    run: () => tryOperation(hosts, name, operation, quick),
  })),
  { name: FORK_SERVER, symbols: forkServerSymbols, run: () => tryForkServer(quick) },
];

async function tryAll(hosts, quick, log) {
  const tried = [];
  for (const { name, symbols, run } of attempts(hosts, quick).filter((one) => isChosen(one.name))) {
    const result = await run().catch((error) => ({
      seen: new Set(),
      rows: [],
      failures: [`${name}: ${error.message}`],
    }));
    tried.push({ name, symbols, ...result });
    for (const failure of result.failures) log(failure);
  }
  return tried;
}

// One line for each call of an operation: the errors and their outcomes.
function summarize({ name, rows, failures }) {
  const calls = {};
  for (const { call, when, errno, outcome } of rows) {
    const outcomes = (calls[`${call}#${when}`] ??= {});
    (outcomes[outcome.endsWith(` ${errno}`) ? 'throws' : outcome] ??= []).push(errno);
  }
  return { operation: name, faults: rows.length, failures, calls };
}

/** Lets every system call fail. */
export async function faultInjection({ quick, log }) {
  const missing = missingTools();
  if (missing !== null) return { passed: false, failures: [missing], operations: [] };
  const hosts = new HostPool();
  const tried = await tryAll(hosts, quick, log);
  await hosts.close();
  const gaps = only ? [] : uncovered(addon, tried);
  const failures = [...tried.flatMap((one) => one.failures), ...hosts.problems, ...gaps];
  for (const problem of [...hosts.problems, ...gaps]) log(problem);
  const faults = tried.reduce((sum, { rows }) => sum + rows.length, 0);
  const systemCalls = [...new Set(tried.flatMap(({ seen }) => [...seen]))].toSorted((a, b) =>
    a < b ? -1 : 1,
  );
  log(`${tried.length} operations, ${systemCalls.length} system calls, ${faults} faults`);
  return {
    passed: failures.length === 0,
    faults,
    systemCalls,
    failures,
    operations: tried.map(summarize),
  };
}
