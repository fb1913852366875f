// node docs/src/measure-phases.mjs: measures what a read spends its time on in each model, and writes
// docs/models/results/MACHINE.json, of which `pnpm docs:generate` makes the timelines of docs/models/. Reads
// during which other processes had the processor do not count.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';

import { describeMachine } from '../../benchmarks/src/kit/machine.mjs';
import { shuffled } from '../../benchmarks/src/kit/shuffle.mjs';
import { machineFolder } from '../../benchmarks/src/report/machine-folder.mjs';
import { cases } from './phases/cases.mjs';
import { medianOf } from './phases/figures.mjs';
import { MOST_DELAY_NS } from './phases/run-delay.mjs';
import { openPair } from './phases/pair.mjs';

const ROUNDS = 7;
const MESSAGES = 40;
const DELAY_MS = 2;

const readMany = async (reader, ask) => {
  const reads = [];
  while (reads.length < MESSAGES) {
    const read = await reader.read(ask);
    if (read !== null) reads.push(read);
  }
  return medianOf(reads);
};

const measureOnce = async ({ open, bytes }, pair) => {
  const reader = open(pair.socket, bytes);
  try {
    return await readMany(reader, () => pair.ask({ delayMs: DELAY_MS, bytes }));
  } finally {
    reader.close();
  }
};

const measure = async (pair) => {
  const trials = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const one of shuffled(cases, Math.random))
      trials.push({ case: one.id, round, ...(await measureOnce(one, pair)) });
    console.log(`round ${round + 1} of ${ROUNDS}`);
  }
  return trials;
};

const git = (...args) => execFileSync('git', args, { encoding: 'utf8' }).trim();

const describe = () => ({
  command: 'node docs/src/measure-phases.mjs',
  date: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
  commit: git('rev-parse', '--short', 'HEAD'),
  machine: describeMachine(),
  versions: { node: process.versions.node },
  settings: { rounds: ROUNDS, messages: MESSAGES, delayMs: DELAY_MS, mostDelayNs: MOST_DELAY_NS },
  cases: cases.map(({ id, label, bytes }) => ({ id, label, bytes })),
});

const save = (head, trials) => {
  const path = new URL(`../models/results/${machineFolder(head.machine)}.json`, import.meta.url);
  const lines = trials.map((trial) => `    ${JSON.stringify(trial)}`).join(',\n');
  mkdirSync(new URL('.', path), { recursive: true });
  const text = JSON.stringify(head, null, 2).slice(0, -2);
  writeFileSync(path, `${text},\n  "trials": [\n${lines}\n  ]\n}\n`);
};

const pair = await openPair();
try {
  const trials = await measure(pair);
  save(describe(), trials);
} finally {
  await pair.close();
}
