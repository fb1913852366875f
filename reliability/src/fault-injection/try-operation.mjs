// Performs an operation first without a fault, to see which calls it makes, and then once for each call and each error
// that the call may give.
import { judge, ruleFor } from './expectations.mjs';
import { kernelCalls } from './kernel-calls.mjs';
import { Tracer } from './tracer.mjs';

const closesIn = (calls) =>
  calls
    .filter(({ name, injected }) => injected && name === 'close')
    .map(({ args }) => Number.parseInt(args, 10));

// The main thread first looks for signals, which is not part of the operation.
const LOOKS = new Set(['poll', 'ppoll']);

const withoutLook = (calls, looked) => {
  const look = looked ? calls.findIndex(({ name }) => LOOKS.has(name)) : -1;
  return calls.filter((_, index) => index !== look);
};

const afterLook = (fault, { thread, looks }) =>
  fault !== null && thread !== 'worker' && looks !== false && LOOKS.has(fault.call)
    ? { ...fault, when: fault.when + 1 }
    : fault;

/** Performs an operation with a fault, or without one (null). */
async function perform(host, name, fault, operation) {
  const prepared = await host.ask('prepare', { operation: name });
  const tracer = new Tracer(prepared.thread, afterLook(fault, operation));
  await tracer.attached();
  const { looked } = await host.ask('act');
  const calls = withoutLook(await tracer.detach(), looked);
  const outcome = await host.ask('outcome');
  const injectedCloses = closesIn(calls);
  const { problems } = await host.ask('finish', { injectedCloses, failed: outcome.threw });
  return { outcome, calls, problems };
}

/** Combines each occurrence of each call with each of its errors. */
function faultsIn(calls, quick) {
  const faults = [];
  const counts = new Map();
  for (const { name } of calls) {
    const when = (counts.get(name) ?? 0) + 1;
    counts.set(name, when);
    const errnos = kernelCalls[name];
    for (const errno of quick ? errnos.slice(0, 1) : errnos)
      faults.push({ call: name, when, errno });
  }
  return faults;
}

const text = ({ call, when, errno }) => `${call}#${when} ${errno}`;

function problemsOf({ outcome, calls, problems }, rule, fault, clean) {
  if (!calls.some(({ injected }) => injected)) return ['the fault did not take place'];
  return [judge(rule, outcome, fault, clean), ...problems].filter((problem) => problem !== null);
}

const outcomeName = (outcome) => (outcome.threw ? `${outcome.class} ${outcome.code}` : 'goes on');

// Now and then Node's own work makes a wait look once more. The shortest of some runs shows the calls of the operation
// alone. A fault that hit an additional call is tried again, while a defect shows each time.
const CLEAN_RUNS = 4;
const ATTEMPTS = 5;

async function performClean(hosts, name, operation) {
  const runs = [];
  for (let i = 0; i < CLEAN_RUNS; i++)
    runs.push(await hosts.use(operation, (host) => perform(host, name, null, operation)));
  const shortest = runs.toSorted((a, b) => a.calls.length - b.calls.length)[0];
  return { ...shortest, problems: runs.flatMap(({ problems }) => problems) };
}

// A fault may also hit a call of Node itself, and some of these end the process. That counts as a failure.
async function attempt(fault, rule, hosts, name, operation, clean) {
  try {
    const result = await hosts.use(operation, (host) => perform(host, name, fault, operation));
    return { result, problems: problemsOf(result, rule, fault, clean.outcome) };
  } catch (error) {
    return { result: { outcome: { threw: true, class: 'died' } }, problems: [error.message] };
  }
}

async function performWith(...fault) {
  for (let attempts = 1; ; attempts++) {
    const tried = await attempt(...fault);
    if (tried.problems.length === 0 || attempts === ATTEMPTS) return tried;
  }
}

// All of the first runs may have included one of Node's calls. A failure counts only if the shortest of some more runs
// without a fault makes the call as well.
async function isOwn({ call, when }, hosts, name, operation) {
  const { calls } = await performClean(hosts, name, operation);
  return calls.filter((one) => one.name === call).length >= when;
}

/**
 * Tries one operation. `hosts.use(operation, work)` lends a host process for each run.
 * Resolves with the calls that the operation makes, a row for each fault, and the failures.
 */
export async function tryOperation(hosts, name, operation, quick) {
  const clean = await performClean(hosts, name, operation);
  const failures = clean.problems.map((problem) => `${name}, without a fault: ${problem}`);
  if (clean.outcome.threw)
    failures.push(`${name}, without a fault: ${clean.outcome.class} ${clean.outcome.message}`);
  const rows = [];
  for (const one of faultsIn(clean.calls, quick)) {
    const fault = { ...one, errorClass: operation.errorClass };
    const rule = ruleFor(operation, fault);
    if (rule === 'skip') continue;
    const { result, problems } = await performWith(fault, rule, hosts, name, operation, clean);
    if (problems.length > 0 && !(await isOwn(fault, hosts, name, operation))) continue;
    rows.push({ ...fault, outcome: outcomeName(result.outcome) });
    failures.push(...problems.map((problem) => `${name}, ${text(fault)}: ${problem}`));
  }
  return { seen: new Set(clean.calls.map((call) => call.name)), rows, failures };
}
