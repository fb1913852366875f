// The timeline of one read in a model, from the phases of many: what the reading thread does in each, and where its figure is from.
import type { BlockedMeanwhile, PhaseId, ReadPhase, ReadTimeline } from '../protocol/lab-event.js';
import type { PhaseSource, ThreadState } from '../protocol/lab-event.js';
import type { ModelId } from '../protocol/run-config.js';
import type { MeasuredAsync } from '../../phases/measure-async.js';
import type { MeasuredPhases } from '../../phases/measure.js';

const NS_PER_US = 1000;

type Length = readonly [id: PhaseId, ns: number, thread: ThreadState, source: PhaseSource];

/** Who cannot be served while one read waits. */
export const blockedMeanwhile: Readonly<Record<ModelId, BlockedMeanwhile>> = {
  blocking: 'everyone',
  threads: 'own-client',
  'threads-anew': 'own-client',
  processes: 'own-client',
  'thread-pool': 'own-client-and-queue',
  'process-pool': 'own-client-and-queue',
  nonblocking: 'nobody',
  select: 'nobody',
  poll: 'nobody',
  epoll: 'nobody',
  async: 'nobody',
  'async-uring': 'nobody',
};

/** What the reads were. */
export interface Reads {
  readonly model: ModelId;
  readonly bytes: number;
  readonly reads: number;
}

/** A read by blocking calls, by polling, or after a wait in a selector. */
export function syncTimeline(reads: Reads, measured: MeasuredPhases): ReadTimeline {
  const { waitingNs, askingNs, wakeUpNs, readyNs, callNs, copyingNs, cpuNs } = measured;
  // In the request itself the thread is not blocked; the timeline begins behind it.
  const waitNs = waitingNs - askingNs;
  if (waitNs <= 0)
    throw new Error('this machine is too busy: the bytes were there before the read');
  const copy: Length = ['copy', copyingNs, 'running', 'measured'];
  // Nobody is woken where a loop polls: the call that finds the bytes is its next one.
  if (reads.model === 'nonblocking')
    return timeline(reads, cpuNs, [
      ['poll', waitNs, 'running', 'measured'],
      ['recv-call', wakeUpNs, 'running', 'measured'],
      copy,
    ]);
  // Without a selector there is no call between the two.
  const call: Length = ['recv-call', callNs, 'running', 'measured'];
  return timeline(reads, cpuNs, [
    ['wait', waitNs, 'blocked', 'measured'],
    ['wake-up', readyNs, 'blocked', 'measured'],
    ...(callNs > 0 ? [call] : []),
    copy,
  ]);
}

/**
 * A read that returns at once. It has no stamp of the kernel: the wait ends by the clock of the sender, just before its send. The copy has
 * no length of its own: it is somewhere in the callback that collects, unless the bytes had left the socket before.
 */
export function asyncTimeline(reads: Reads, measured: MeasuredAsync): ReadTimeline {
  const { submitNs, askedNs, notifiedNs, handledNs, continuedNs, cpuNs, inSocket } = measured;
  const isCopiedBefore = inSocket.every((bytes) => bytes === 0);
  const handled: Length = isCopiedBefore
    ? ['resume', handledNs, 'running', 'measured']
    : ['collect', handledNs, 'running', 'measured'];
  return timeline(reads, cpuNs, [
    ['submit', submitNs, 'running', 'measured'],
    // From the request for the message on, in which the thread was not free.
    ['wait', Math.max(0, askedNs), 'free', 'derived'],
    ['notify', notifiedNs, 'free', 'measured'],
    handled,
    ['resume', continuedNs, 'running', 'measured'],
  ]);
}

function timeline(
  { model, bytes, reads }: Reads,
  cpuNs: number,
  lengths: readonly Length[],
): ReadTimeline {
  const phases: ReadPhase[] = [];
  let startUs = 0;
  for (const [id, ns, thread, source] of lengths) {
    const lengthUs = ns / NS_PER_US;
    phases.push({ id, startUs, lengthUs, thread, source });
    startUs += lengthUs;
  }
  const meanwhile = blockedMeanwhile[model];
  return { bytes, reads, phases, cpuUs: cpuNs / NS_PER_US, blockedMeanwhile: meanwhile };
}
