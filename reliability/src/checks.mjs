// The long checks by name. Each `run({ quick, seed, log })` resolves with `{ passed, ... }`, which is kept as JSON.
import { asyncChaos } from './async-chaos.mjs';
import { asyncFaults } from './async-faults.mjs';
import { blockedThreads } from './blocked-threads.mjs';
import { chaos } from './chaos.mjs';
import { closing } from './closing.mjs';
import { exhaustive } from './exhaustive.mjs';
import { faultInjection } from './fault-injection.mjs';
import { forks } from './forks.mjs';
import { idleServers } from './idle-servers.mjs';
import { prebuilds } from './prebuilds.mjs';
import { randomArguments } from './random-arguments.mjs';
import { release } from './release.mjs';
import { ringEnds } from './ring-ends.mjs';
import { sanitizers } from './sanitizers.mjs';
import { serverContract } from './server-contract.mjs';

export const checks = {
  'blocked-threads': {
    description: 'ends blocked threads and processes, and measures how long it takes',
    run: blockedThreads,
  },
  'random-arguments': {
    description: 'random arguments at every function of @fdset/posix',
    run: randomArguments,
  },
  sanitizers: {
    description: 'the test suites under ASan and UBSan; allocations counted',
    run: sanitizers,
  },
  'fault-injection': {
    description: 'lets every system call fail, in every operation (needs strace)',
    run: faultInjection,
  },
  'server-contract': {
    description: 'the whole contract of servers for all 20 classes',
    run: serverContract,
  },
  'idle-servers': {
    description: 'no thread of an idle server wakes up in 10 s',
    run: idleServers,
  },
  exhaustive: {
    description: 'the tests of selectors, socketserver, demo and benchmarks in all their cases',
    run: exhaustive,
  },
  forks: {
    description: '100,000 connections through ForkingTCPServer on three versions of Node',
    run: forks,
  },
  chaos: {
    description: 'a million operations with resets, number reuse and ending workers',
    run: chaos,
  },
  'async-chaos': {
    description: 'a million operations of AsyncSockets over each driver, with aborts and resets',
    run: asyncChaos,
  },
  'async-faults': {
    description: 'lets the calls of AsyncSockets fail at random, over each driver',
    run: asyncFaults,
  },
  'ring-ends': {
    description: 'workers and processes that end with operations of io_uring in flight, 200 each',
    run: ringEnds,
  },
  prebuilds: {
    description: 'the prebuilt addons for Linux, each with its own processor and C library (qemu)',
    run: prebuilds,
  },
  release: {
    description: 'publishes to a registry on this machine, and installs with every package manager',
    run: release,
  },
  closing: {
    description: 'servers of all classes, closed at random moments under load',
    run: closing,
  },
};
