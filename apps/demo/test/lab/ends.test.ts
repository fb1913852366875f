// How a run ends: with its page, with the lab, with whatever of it is killed. Real processes are really killed.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isExhaustive } from '../../../../scripts/test/exhaustive.mjs';
import { needsThat } from '../../../../scripts/test/needs.mjs';
import type { LabEvent } from '../../src/lab/protocol/lab-event.js';
import { eventsPath, RUNS_PATH, stopPath } from '../../src/lab/protocol/routes.js';
import { until } from '../helpers/until.js';
import { ask, LabProcess, shortConfig, labsEndWithTheFile } from './support/lab-process.js';

labsEndWithTheFile();

/** Has forked children, which have sessions of their own, and lasts until it is ended. */
const LONG = {
  models: ['processes', 'epoll'],
  slowPercent: 50,
  thinkMs: 20,
  seconds: 60,
} as const;

const parentOf = (pid: number): number => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
};

interface Underway {
  readonly lab: LabProcess;
  readonly runId: string;
  readonly events: AsyncGenerator<LabEvent>;
  /** The server of the first model. */
  readonly pid: number;
}

/** Starts a lab and a run, and waits until its first model is under load. */
async function underway(): Promise<Underway> {
  const lab = await LabProcess.start();
  const runId = await lab.run(LONG);
  const events = lab.events(runId);
  let pid = 0;
  for (;;) {
    const { value, done } = await events.next();
    if (done === true) throw new Error('the run has ended');
    if (value.kind === 'model-started') pid = value.pid;
    if (value.kind === 'sample' && value.sample.process.processes > 3) break;
  }
  return { lab, runId, events, pid };
}

/** Reads on until an event is there. */
async function nextOf(events: AsyncGenerator<LabEvent>, kind: LabEvent['kind']): Promise<LabEvent> {
  for (;;) {
    const { value, done } = await events.next();
    if (done === true) throw new Error(`the run has ended without ${kind}`);
    if (value.kind === kind) return value;
  }
}

/** A process of a lab with this text in its arguments. */
function processOf(lab: LabProcess, text: string): number | undefined {
  return lab.descendants.find((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(text);
    } catch {
      return false;
    }
  });
}

const nobodyOf = (lab: LabProcess): Promise<void> => until(() => lab.descendants.length === 0);

// Each has a lab of its own, so that they need not wait for each other.
describe.concurrent(
  'all processes of a run end',
  needsThat(process.platform === 'linux', 'needs Linux'),
  () => {
    it('when the lab is killed, the forked ones, too', async () => {
      const { lab, events } = await underway();
      expect(lab.descendants.length).toBeGreaterThan(5);
      lab.kill('SIGKILL');
      await expect(nextOf(events, 'run-ended')).rejects.toThrow('terminated');
      await lab.exits();
      await nobodyOf(lab);
    });

    it('when the keeper is killed; the run goes on with the next model', async () => {
      const { lab, events, pid } = await underway();
      const kept = lab.descendants;
      process.kill(parentOf(pid), 'SIGKILL');
      const died = await nextOf(events, 'model-died');
      expect(died).toMatchObject({
        model: 'processes',
        why: 'the server has ended: its keeper has ended',
      });
      expect(await nextOf(events, 'model-started')).toMatchObject({ model: 'epoll' });
      expect(lab.descendants.filter((one) => kept.includes(one))).toEqual([]);
      await events.return(undefined);
      await nobodyOf(lab);
    });

    it('when the server is killed; its death is told, and the run goes on with the next model', async () => {
      const { lab, events, pid } = await underway();
      const kept = lab.descendants;
      process.kill(pid, 'SIGKILL');
      expect(await nextOf(events, 'model-died')).toMatchObject({
        why: 'the server has ended: SIGKILL',
      });
      expect(await nextOf(events, 'model-started')).toMatchObject({ model: 'epoll' });
      expect(lab.descendants.filter((one) => kept.includes(one))).toEqual([]);
      await events.return(undefined);
      await nobodyOf(lab);
    });

    it('when their keeper is stopped and hears nothing', async () => {
      const { lab, runId, pid } = await underway();
      process.kill(parentOf(pid), 'SIGSTOP');
      expect((await lab.ask(stopPath(runId), { method: 'POST' })).status).toBe(200);
      expect(lab.descendants).toEqual([]);
    });

    it('when its last reader leaves, but not when one leaves and comes again', async () => {
      const { lab, runId, events } = await underway();
      const other = lab.events(runId);
      await other.next();
      await events.return(undefined);
      // The other one still reads, and so it goes on.
      await nextOf(other, 'sample');
      await other.return(undefined);
      const again = lab.events(runId);
      expect((await again.next()).value).toMatchObject({ kind: 'run-started', runId });
      await nextOf(again, 'sample');
      await again.return(undefined);
      await nobodyOf(lab);
      expect(lab.descendants).toEqual([]);
    });

    it('when it is stopped by its page; a reader that comes later gets all events until then', async () => {
      const { lab, runId, events } = await underway();
      expect((await lab.ask(stopPath(runId), { method: 'POST' })).status).toBe(200);
      expect(lab.descendants).toEqual([]);
      expect(await nextOf(events, 'run-ended')).toMatchObject({ how: 'stopped' });
      const all: LabEvent[] = [];
      for await (const event of lab.events(runId)) all.push(event);
      expect(all.map(({ kind }) => kind)).toContain('sample');
      const rest: LabEvent[] = [];
      for await (const event of lab.events(runId, all.length - 2)) rest.push(event);
      expect(rest).toEqual(all.slice(-1));
      const { status } = await ask(lab.port, `${eventsPath(runId)}?token=${lab.token}`, {
        headers: { 'last-event-id': String(all.length - 1) },
      });
      expect(status).toBe(204);
    });

    it('when another run begins: there is one at a time', async () => {
      const { lab, runId, events } = await underway();
      const before = lab.descendants;
      const [one, other] = [await lab.run(LONG), await lab.run(LONG)];
      expect(await nextOf(events, 'run-ended')).toMatchObject({ how: 'stopped' });
      expect(new Set([runId, one, other]).size).toBe(3);
      expect(lab.descendants.filter((pid) => before.includes(pid))).toEqual([]);
      for (const id of [runId, one, other]) {
        const { status } = await lab.ask(stopPath(id), { method: 'POST' });
        expect(status === 200 || status === 404).toBe(true);
      }
      await nobodyOf(lab);
    });

    if (isExhaustive) theRest();
  },
);

/** Each takes a second of a processor, and ends like one of those above. */
function theRest(): void {
  it('when the lab is told to end', async () => {
    const { lab, events } = await underway();
    lab.kill('SIGINT');
    expect(await nextOf(events, 'run-ended')).toEqual({ kind: 'run-ended', how: 'stopped' });
    expect(await lab.exits()).toBe(0);
    expect(lab.descendants).toEqual([]);
  });

  it('when the keeper is killed before there is a server; the run goes on with the next model', async () => {
    const lab = await LabProcess.start();
    const events = lab.events(await lab.run(LONG));
    await nextOf(events, 'run-started');
    const measuring = (): number | undefined => processOf(lab, '/lab-timeline.js');
    await until(() => measuring() !== undefined);
    process.kill(parentOf(measuring()!), 'SIGKILL');
    const { model, why } = (await nextOf(events, 'model-died')) as { model: string; why: string };
    expect([model, why]).toEqual(['processes', expect.stringContaining('its keeper has ended')]);
    expect(await nextOf(events, 'model-started')).toMatchObject({ model: 'epoll' });
    await events.return(undefined);
    await nobodyOf(lab);
  });

  it('when the load is killed', async () => {
    const { lab, events } = await underway();
    process.kill(processOf(lab, '\0bench\0')!, 'SIGKILL');
    const { why } = (await nextOf(events, 'model-died')) as { why: string };
    expect(why).toBe('the load has ended: SIGKILL');
    await events.return(undefined);
    await nobodyOf(lab);
  });

  it('when the load is told to end: less was measured than was asked for', async () => {
    const { lab, events } = await underway();
    process.kill(processOf(lab, '\0bench\0')!, 'SIGTERM');
    const { why } = (await nextOf(events, 'model-died')) as { why: string };
    expect(why).toMatch(/^the load was ended after [\d.]+ of 60 s$/);
    await events.return(undefined);
    await nobodyOf(lab);
  });

  it('when their keeper is stopped, and the lab is told to end twice', async () => {
    const { lab, pid } = await underway();
    process.kill(parentOf(pid), 'SIGSTOP');
    lab.kill('SIGINT');
    while (await lab.answers());
    lab.kill('SIGINT');
    await lab.exits();
    await nobodyOf(lab);
  });

  it('of the only run that begins when many are asked for', async () => {
    const { lab, events } = await underway();
    const asked = await Promise.all(
      Array.from({ length: 10 }, () => lab.post(RUNS_PATH, shortConfig(LONG))),
    );
    const statuses = new Set(asked.map(({ status }) => status));
    expect(statuses).toEqual(new Set([201, 409]));
    expect(await nextOf(events, 'run-ended')).toMatchObject({ how: 'stopped' });
    lab.kill('SIGINT');
    await lab.exits();
    expect(lab.descendants).toEqual([]);
  });
}
