// One ready descriptor among few and many idle ones: how long a wait takes that finds it, by the mechanism of the kernel.
import { readFileSync } from 'node:fs';
import { Skipped, median } from '@fdset/benchmarks/kit';
import type { Metrics } from '@fdset/benchmarks/kit';
import { close, dup } from '@fdset/posix';
import { EVENT_READ, EpollSelector, PollSelector, SelectSelector } from '@fdset/selectors';
import type { BaseSelector } from '@fdset/selectors';
import { socketpair } from '@fdset/socket';
import { question } from '../question.js';
import type { MeasureContext } from '../question.js';

const FEW = 10;
/** What select(2) has room for: descriptors below this number. */
const FD_SETSIZE = 1024;
/** Room for these is there beside the descriptors that this process has anyway. */
const MOST_OF_SELECT = 900;
const MANY = 10_000;
/** What this process needs for itself. */
const SPARE = 200;
const WAITS = 60;

const PEERS = {
  'select, few': [SelectSelector, FEW],
  'select, 900': [SelectSelector, MOST_OF_SELECT],
  'select, many': [SelectSelector, MANY],
  'poll, few': [PollSelector, FEW],
  'poll, many': [PollSelector, MANY],
  'epoll, few': [EpollSelector, FEW],
  'epoll, many': [EpollSelector, MANY],
} as const;
type Peer = keyof typeof PEERS;

export const idleDescriptors = question({
  id: 'idle-descriptors',
  summary: 'one ready descriptor among 10 to 10,000 idle ones',
  peers: Object.keys(PEERS) as Peer[],
  rounds: 5,
  trial: async (peer, context) => {
    const [Selector, wanted] = PEERS[peer];
    if (Selector === EpollSelector && process.platform !== 'linux')
      throw new Skipped('epoll is of Linux');
    return measure(new Selector(), countOf(wanted, context));
  },
});

/** Node has raised the soft limit to the hard one at its start. */
function countOf(wanted: number, { note }: MeasureContext): number {
  const limit = descriptorLimit();
  if (wanted + SPARE <= limit) return wanted;
  const count = Math.max(FEW, limit - SPARE);
  note(
    `${count} idle descriptors instead of ${wanted}: this process may have ${limit} (ulimit -Hn)`,
  );
  return count;
}

function descriptorLimit(): number {
  const text = readFileSync('/proc/self/limits', 'utf8');
  return Number(/^Max open files\s+(\d+)/m.exec(text)?.[1] ?? Infinity);
}

function measure(selector: BaseSelector, count: number): Metrics {
  const [idle, idlePeer] = socketpair();
  const [ready, readyPeer] = socketpair();
  const copies: number[] = [];
  try {
    readyPeer.send('x');
    selector.register(ready, EVENT_READ);
    const taken = registerCopies(selector, { idle: idle.fileno(), count, copies });
    // With fewer descriptors nothing has to be refused.
    const refused = count < FD_SETSIZE ? NaN : Number(taken < count);
    return { registered: taken, refused, waitUs: timeOfWait(selector) };
  } finally {
    selector.close();
    for (const copy of copies) close(copy);
    for (const end of [idle, idlePeer, ready, readyPeer]) end.close();
  }
}

/** Registers copies of an idle descriptor; returns how many of them the selector took. */
function registerCopies(
  selector: BaseSelector,
  { idle, count, copies }: { idle: number; count: number; copies: number[] },
): number {
  for (let taken = 0; taken < count; taken += 1) {
    const copy = dup(idle);
    copies.push(copy);
    try {
      selector.register(copy, EVENT_READ);
    } catch (error) {
      // select(2) has no room for descriptors from FD_SETSIZE on.
      if (error instanceof RangeError) return taken;
      throw error;
    }
  }
  return count;
}

function timeOfWait(selector: BaseSelector): number {
  const times: number[] = [];
  while (times.length < WAITS) {
    const startedAt = performance.now();
    if (selector.select(0).length !== 1) throw new Error('the ready descriptor was not found');
    times.push((performance.now() - startedAt) * 1000);
  }
  return median(times);
}
