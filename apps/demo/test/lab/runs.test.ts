// Short runs of every model: what the load has seen, what the server has counted, and what the kernel tells have to agree.
import { describe, expect, it } from 'vitest';
import { needsThat } from '../../../../scripts/test/needs.mjs';
import type {
  CallCounts,
  LabEvent,
  ModelSummary,
  Sample,
} from '../../src/lab/protocol/lab-event.js';
import { MODEL_IDS } from '../../src/lab/protocol/run-config.js';
import type { ModelId } from '../../src/lab/protocol/run-config.js';
import { OWN_MODELS } from '../../src/lab/server/models.js';
import { ringRefusal } from '../../src/ring-refusal.js';
import { until } from '../helpers/until.js';
import { LabProcess, labsEndWithTheFile } from './support/lab-process.js';

labsEndWithTheFile();

const CLIENTS = 3;
const canRun = MODEL_IDS.filter((model) => model !== 'async-uring' || ringRefusal() === null);
/** Four at once, which takes less time than one after the other: nothing here depends on how fast they are. */
const fours = [0, 4, 8].map((from) => canRun.slice(from, from + 4));

const ofKind = <K extends LabEvent['kind']>(
  events: readonly LabEvent[],
  kind: K,
): Extract<LabEvent, { kind: K }>[] =>
  events.filter((one): one is Extract<LabEvent, { kind: K }> => one.kind === kind);

const samplesOf = (events: readonly LabEvent[], model: ModelId): Sample[] =>
  ofKind(events, 'sample').flatMap((one) => (one.model === model ? [one.sample] : []));

const isRising = (values: readonly number[]): boolean =>
  values.every((value, index) => index === 0 || value >= values[index - 1]!);

function checkSamples(samples: readonly Sample[], summary: ModelSummary): void {
  for (const name of ['atMs'] as const)
    expect(isRising(samples.map((one) => one[name]))).toBe(true);
  expect(isRising(samples.map(({ load }) => load.answered))).toBe(true);
  for (const name of ['accepts', 'recvs', 'sends', 'eagains', 'answers'] as const)
    expect(isRising(samples.map(({ calls }) => calls[name]))).toBe(true);
  for (const { load, calls, process, backlog, acceptQueue } of samples) {
    expect(load.answered).toBeLessThanOrEqual(summary.answered);
    checkAccepts(calls);
    expect(process.processes).toBeGreaterThanOrEqual(1);
    expect(process.threads).toBeGreaterThanOrEqual(process.processes);
    expect(backlog).toBeGreaterThan(CLIENTS);
    expect(acceptQueue).toBeLessThanOrEqual(CLIENTS);
  }
}

/** A server that waits in accept, or that the kernel refuses, calls it for no client. */
function checkAccepts({ accepts, eagains }: CallCounts): void {
  expect(accepts - eagains).toBeLessThanOrEqual(CLIENTS + 1);
}

function checkSums(model: ModelId, summary: ModelSummary): void {
  const { answered, calls, latency, errors, starvedClients, process } = summary;
  expect(errors).toBe(0);
  expect(latency.reduce((sum, { count }) => sum + count, 0)).toBe(answered);
  expect(starvedClients).toBeLessThanOrEqual(CLIENTS);
  // One for each client may be on its way when the measured time begins, and when it ends.
  expect(calls.answers).toBeLessThanOrEqual(answered + 2 * CLIENTS);
  // Where one is served at a time, the others may be in the queue when the server is told to end.
  expect(calls.accepts).toBeGreaterThan(0);
  checkAccepts(calls);
  if (model === 'async-uring') {
    // The ring moves the bytes; one call serves all that are ready.
    expect([calls.recvs, calls.sends]).toEqual([0, 0]);
    expect(calls.ringEnters).toBeGreaterThan(0);
  } else {
    expect(calls.sends).toBeGreaterThanOrEqual(calls.answers);
    expect(calls.recvs).toBeGreaterThanOrEqual(calls.answers);
    expect(calls.ringEnters).toBeNull();
  }
  const waits = ['select', 'poll', 'epoll', 'async'].includes(model);
  expect(calls.waits !== null).toBe(waits);
  expect(calls.eagains > 0).toBe(model === 'nonblocking');
  // Each turn of a loop that polls begins with an accept that mostly finds nobody: its calls are the refused ones and those that were not.
  if (model === 'nonblocking') {
    expect(calls.accepts).toBeGreaterThan(CLIENTS);
    expect(calls.accepts + calls.recvs).toBeGreaterThan(calls.eagains);
  }
  expect(process.cpuUserMs + process.cpuSystemMs).toBeGreaterThanOrEqual(0);
}

// Each has a lab of its own, and nothing here depends on how fast the machine is.
describe.concurrent(
  'a run of the lab',
  needsThat(process.platform === 'linux', 'needs Linux'),
  () => {
    it.each(fours)('has figures that agree for %s, %s, %s, %s', async (...models) => {
      const lab = await LabProcess.start();
      const descriptors = lab.descriptors;
      const events = await lab.runAll({ models, clients: CLIENTS, order: 'together' });
      expect(events[0]).toMatchObject({ kind: 'run-started', config: { models } });
      expect(events.at(-1)).toEqual({ kind: 'run-ended', how: 'complete' });
      expect(ofKind(events, 'model-died')).toEqual([]);
      for (const model of models) {
        const { summary } = ofKind(events, 'model-ended').find((one) => one.model === model)!;
        checkSums(model, summary);
        checkSamples(samplesOf(events, model), summary);
        if (OWN_MODELS.some((one) => one === model)) expect(summary.answered).toBeGreaterThan(0);
      }
      expect(lab.descendants).toEqual([]);
      await until(() => lab.descriptors <= descriptors);
    });

    it('shows one client served, and the others in the queue, where a server blocks', async () => {
      const lab = await LabProcess.start();
      const events = await lab.runAll({ models: ['blocking'], clients: 4, messageBytes: 3000 });
      const [ended] = ofKind(events, 'model-ended');
      expect(ended!.summary.starvedClients).toBe(3);
      const queues = samplesOf(events, 'blocking').map(({ acceptQueue }) => acceptQueue);
      expect(queues.length).toBeGreaterThan(0);
      // At the beginning the first one may still be there.
      expect(Math.min(...queues)).toBe(3);
    });

    it('serves all by one thread where it does not block, also beside slow clients', async () => {
      const lab = await LabProcess.start();
      const events = await lab.runAll({ models: ['epoll'], clients: 4, slowPercent: 50 });
      const { summary } = ofKind(events, 'model-ended')[0]!;
      expect([summary.starvedClients, summary.errors]).toEqual([0, 0]);
      // The times are those of the two quick ones.
      const timed = summary.latency.reduce((sum, { count }) => sum + count, 0);
      expect(timed).toBeGreaterThan(0);
      expect(timed).toBeLessThan(summary.answered);
    });

    it('lets a slow client keep the others waiting where a server blocks, and counts nothing of what comes after', async () => {
      const lab = await LabProcess.start();
      const events = await lab.runAll({ models: ['blocking'], clients: 8, slowPercent: 25 });
      const { starvedClients, calls, answered, perSecond } = ofKind(events, 'model-ended')[0]!
        .summary;
      expect(starvedClients).toBe(7);
      expect(calls.accepts).toBe(1);
      // Half of each message comes a quarter of a second before the rest.
      expect(answered).toBeLessThanOrEqual((answered / perSecond) * 4 + 1);
      // The last one of the server may be on its way, and those of the load come before it hears of the end.
      expect(Math.abs(calls.answers - answered)).toBeLessThanOrEqual(2);
      expect(calls.recvs).toBeLessThanOrEqual(2 * (calls.answers + 1));
      expect(calls.sends).toBe(calls.answers);
    });

    it('takes processor time for handlers that compute', async () => {
      const lab = await LabProcess.start();
      const cost = { handlerCost: 'compute', handlerMs: 20 } as const;
      const events = await lab.runAll({ models: ['epoll'], clients: 1, ...cost });
      const { cpuUsPerAnswer } = ofKind(events, 'model-ended')[0]!.summary;
      // The kernel counts processor time in steps of 10 ms.
      expect(cpuUsPerAnswer).toBeGreaterThan(15_000);
    });

    it('has its models one after the other, unless it is asked for all together', async () => {
      const lab = await LabProcess.start();
      const events = await lab.runAll({ models: ['select', 'poll'], clients: 1, thinkMs: 50 });
      const kinds = events.flatMap((one) =>
        'model' in one && one.kind !== 'sample' ? [`${one.kind} ${one.model}`] : [],
      );
      expect(kinds).toEqual(
        ['select', 'poll'].flatMap((model) =>
          ['timeline', 'model-started', 'model-ended'].map((kind) => `${kind} ${model}`),
        ),
      );
    });
  },
);
