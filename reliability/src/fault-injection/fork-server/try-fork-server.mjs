// Runs the life of a fork server, first without a fault, to see which system calls it makes, and then with each fault.
import { mkdtempSync, rmSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { AskingSide } from './asking-side.mjs';
import { allWell, outcomes, together } from './faults.mjs';
import { Strace } from './strace.mjs';

/** The name of the operation. */
export const FORK_SERVER = 'posix.serveForks';
/** The imports of the addon that this operation tests; see symbols.mjs. */
export const forkServerSymbols =
  'fork kill waitpid setsid uv_loop_fork fopen fopen64 fgets fclose madvise'.split(' ');
// Node itself makes calls now and then, and a fault may hit one of them.
const ATTEMPTS = 5;

async function live(faults) {
  const folder = mkdtempSync(join(tmpdir(), 'fdset-fault-'));
  const side = new AskingSide(randomUUID());
  let strace = null;
  try {
    await side.loaded();
    strace = new Strace(side.pid, faults, join(folder, 'calls'));
    await strace.attached();
    await side.live();
    const calls = await strace.calls();
    const { steps, descriptors, problems } = side;
    return { pid: side.pid, steps, descriptors, problems, calls };
  } finally {
    side.kill();
    strace?.kill();
    rmSync(folder, { recursive: true });
  }
}

const ofSmaps = (args) => args.includes('/proc/self/smaps');

/** Which occurrences of a call the fork server makes, rather than Node or the C library. */
const isOwn = {
  openat: ({ args }) => ofSmaps(args),
  madvise: ({ args }) => args.includes('MADV_DOFORK'),
};

// Of many occurrences, such as reads and mappings, the first and the last are enough.
const ends = (numbers) => (numbers.length > 4 ? [numbers[0], numbers.at(-1)] : numbers);

function occurrences(calls, name) {
  const own = calls
    .filter((call) => call.name === name)
    .flatMap((call, index) => ((isOwn[name]?.(call) ?? true) ? [index + 1] : []));
  return ends(own);
}

/** The faults of the calls of the fork server, and once of each call that only its children make. */
function faultsIn({ pid, calls }) {
  const ofServer = calls.filter((call) => call.pid === pid);
  const ofChildren = calls.filter((call) => call.pid !== pid);
  return Object.entries(outcomes).flatMap(([call, errnos]) => {
    const whens = occurrences(ofServer, call);
    if (whens.length === 0 && ofChildren.some(({ name }) => name === call)) whens.push(1);
    return whens.flatMap((when) => Object.keys(errnos).map((errno) => ({ call, when, errno })));
  });
}

const isEnded = (steps) =>
  steps.at(-1) === 'end 0' && steps.slice(0, -1).every((step, i) => step === allWell[i]);

function problemsOf(faults, { steps, descriptors, problems, calls }, clean) {
  const [fault] = faults;
  const wanted = outcomes[fault.call][fault.errno](fault);
  const fits = wanted === null ? isEnded(steps) : steps.join() === wanted.join();
  const isLeaking =
    fault.call !== 'close' && descriptors !== null && descriptors !== clean.descriptors;
  return [
    ...(calls.some(({ injected }) => injected) ? [] : ['the fault did not take place']),
    ...(fits ? [] : [`expected ${wanted?.join(', ') ?? 'its end'}, got ${steps.join(', ')}`]),
    ...(isLeaking ? [`${descriptors} descriptors instead of ${clean.descriptors}`] : []),
    ...problems,
  ];
}

const text = (faults) =>
  faults.map(({ call, when, errno }) => `${call}#${when} ${errno}`).join(' and ');

async function attempt(faults, clean) {
  try {
    const life = await live(faults);
    return { ...life, problems: problemsOf(faults, life, clean) };
  } catch (error) {
    return { pid: 0, steps: ['died'], calls: [], problems: [error.message] };
  }
}

// The number of Node's own calls differs from run to run. If the fault hit none of ours, this run shows where ours are.
function aimAgain(fault, { pid, calls }) {
  const { call } = fault;
  if (calls.some((one) => one.injected && (isOwn[call]?.(one) ?? true))) return fault;
  const [when = fault.when] = occurrences(
    calls.filter((one) => one.pid === pid),
    call,
  );
  return { ...fault, when };
}

async function tryFaults([first, ...others], clean) {
  let fault = first;
  for (let attempts = 1; ; attempts++) {
    const life = await attempt([fault, ...others], clean);
    if (life.problems.length === 0 || attempts === ATTEMPTS) return life;
    fault = aimAgain(fault, life);
  }
}

const CHILD_ENDS = ['exited 1', 'exited 3', 'exited -6'];

const outcomeOf = ({ errno }, steps) => {
  if (steps.join() === allWell.join()) return 'goes on';
  if (steps[0] === `cannot fork ${errno}`) return 'says that it cannot fork';
  if (steps.some((step) => step.startsWith('not forked'))) return 'is answered';
  if (CHILD_ENDS.some((step) => steps.includes(step))) return 'the child ends';
  return isEnded(steps) ? 'the server ends' : steps.join(', ');
};

/** Resolves with the same kind of result as tryOperation. */
export async function tryForkServer(quick) {
  const clean = await live([]);
  const seen = new Set(clean.calls.map(({ name }) => name));
  const isWell = clean.steps.join() === allWell.join() && clean.problems.length === 0;
  const failures = isWell ? [] : [`${FORK_SERVER}, without a fault: ${clean.steps.join(', ')}`];
  const rows = [];
  const all = [...faultsIn(clean).map((fault) => [fault]), ...together];
  for (const faults of quick ? all.filter((_, i) => i % 8 === 0) : all) {
    const { steps, calls, problems } = await tryFaults(faults, clean);
    for (const { name } of calls) seen.add(name);
    rows.push({ ...faults[0], outcome: outcomeOf(faults[0], steps) });
    failures.push(...problems.map((problem) => `${FORK_SERVER}, ${text(faults)}: ${problem}`));
  }
  return { seen, rows, failures };
}
