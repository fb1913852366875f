// The timeline of one read in each model, in a process of its own: its phases follow each other, and say what the thread does.
import { describe, expect, it } from 'vitest';
import { needs, needsThat } from '../../../../scripts/test/needs.mjs';
import type { ReadTimeline } from '../../src/lab/protocol/lab-event.js';
import type { SyscallCounts } from '../../src/lab/protocol/lab-info.js';
import { SYSCALLS_PATH } from '../../src/lab/protocol/routes.js';
import type { TimelineResult } from '../../src/lab/timeline/timeline-bytes.js';
import type { ModelId } from '../../src/lab/protocol/run-config.js';
import { ringRefusal } from '../../src/ring-refusal.js';
import { canTrace } from '../helpers/can-trace.js';
import { run } from '../helpers/run.js';
import { until } from '../helpers/until.js';
import { LabProcess, labsEndWithTheFile } from './support/lab-process.js';
import { fileURLToPath } from 'node:url';

labsEndWithTheFile();

type Result = Extract<TimelineResult, { timeline: ReadTimeline }>;

const program = fileURLToPath(new URL('../../dist/lab-timeline.js', import.meta.url));
const onLinux = needsThat(process.platform === 'linux', 'needs Linux');

async function resultOf(model: ModelId, messageBytes: number): Promise<Result> {
  const { stdout, stderr } = await run(process.execPath, [
    program,
    JSON.stringify({ model, messageBytes }),
  ]);
  expect(stderr).toBe('');
  return JSON.parse(stdout.toString()) as Result;
}

const timelineOf = async (model: ModelId, messageBytes: number): Promise<ReadTimeline> =>
  (await resultOf(model, messageBytes)).timeline;

const sync: [ModelId, string[]][] = [
  ['blocking', ['wait blocked', 'wake-up blocked', 'copy running']],
  ['nonblocking', ['poll running', 'recv-call running', 'copy running']],
  ['epoll', ['wait blocked', 'wake-up blocked', 'recv-call running', 'copy running']],
];
const asyncPhases = [
  'submit running',
  'wait free',
  'notify free',
  'collect running',
  'resume running',
];
const models: [ModelId, string[]][] = [...sync, ['async', asyncPhases]];
if (ringRefusal() === null) models.push(['async-uring', asyncPhases]);

describe('the timeline of a read', onLinux, () => {
  it.each(models)('of %s has the phases %j', async (model, phases) => {
    const timeline = await timelineOf(model, 64);
    expect(timeline.phases.map(({ id, thread }) => `${id} ${thread}`)).toEqual(phases);
    expect([timeline.bytes, timeline.reads]).toEqual([64, 40]);
    let end = 0;
    for (const { startUs, lengthUs } of timeline.phases) {
      expect(startUs).toBeCloseTo(end);
      expect(lengthUs).toBeGreaterThanOrEqual(0);
      end = startUs + lengthUs;
    }
    // The sender waits for two milliseconds.
    expect(end).toBeGreaterThan(2000);
    expect(timeline.cpuUs).toBeGreaterThan(0);
  });

  it.each([
    ['blocking', 'main thread'],
    ['threads', 'thread'],
    ['threads-anew', 'thread'],
    ['thread-pool', 'thread'],
    ['processes', 'process'],
    ['process-pool', 'process'],
  ] as const)('of %s is measured where it reads: by a %s', async (model, where) => {
    const { readBy, timeline } = await resultOf(model, 64);
    expect(readBy).toBe(where);
    expect(timeline.phases.map(({ id, source }) => `${id} ${source}`)).toEqual([
      'wait measured',
      'wake-up measured',
      'copy measured',
    ]);
  });

  it('of a loop that polls takes processor time for the wait, that of a blocking one does not', async () => {
    const [polling, blocking] = [
      await timelineOf('nonblocking', 64),
      await timelineOf('blocking', 64),
    ];
    expect(blocking.cpuUs).toBeLessThan(polling.cpuUs);
  });

  it('is of a message within its bounds', async () => {
    expect((await timelineOf('blocking', 1)).bytes).toBe(8);
    expect((await timelineOf('epoll', 65_536)).bytes).toBe(8192);
  });
});

describe('strace', { ...onLinux, ...needs('strace') }, () => {
  it('counts the calls of a model for the lab, when no run is under way', async ({ skip }) => {
    if (!(await canTrace())) skip('strace may not trace here');
    const lab = await LabProcess.start();
    const runId = await lab.run({ models: ['epoll'], seconds: 60 });
    const events = lab.events(runId);
    await events.next();
    expect((await lab.post(SYSCALLS_PATH, { model: 'epoll' })).status).toBe(409);
    await events.return(undefined);
    await lab.ask(`/api/runs/${runId}/stop`, { method: 'POST' });
    const { status, text } = await lab.post(SYSCALLS_PATH, { model: 'epoll' });
    expect([status, text]).toEqual([200, expect.stringContaining('"messages":200')]);
    const { perMessage } = JSON.parse(text) as SyscallCounts;
    const of = (name: string): number => perMessage.find((one) => one.name === name)?.count ?? 0;
    expect([of('recvfrom'), of('sendto')]).toEqual([1, 1]);
    expect(of('epoll_wait') + of('epoll_pwait')).toBeGreaterThanOrEqual(1);
    expect(lab.descendants).toEqual([]);
  });

  it('gives way to a run, and says so', async ({ skip }) => {
    if (!(await canTrace())) skip('strace may not trace here');
    const lab = await LabProcess.start();
    const counting = lab.post(SYSCALLS_PATH, { model: 'epoll' });
    await until(() => lab.descendants.length > 0);
    const runId = await lab.run({ models: ['epoll'] });
    const { status, text } = await counting;
    expect([status, text]).toEqual([409, expect.stringContaining('a run has begun')]);
    await lab.ask(`/api/runs/${runId}/stop`, { method: 'POST' });
  });
});
