// The service of the lab's servers: messages of a fixed size, each echoed when it is whole and the handler has done its work for it. So a
// client that sends half of a message keeps a server waiting that serves one client at a time.
import { setTimeout } from 'node:timers/promises';
import { CLOCK_THREAD_CPUTIME_ID, clockGettimeNs, sleep } from '@fdset/posix';
import type { Service } from '../../servers/service.js';
import type { Counts } from '../counts/counts.js';
import type { RunConfig } from '../protocol/run-config.js';

const MOST_RECV_BYTES = 65_536;
const LEAST_RECV_BYTES = 1024;
const NS_PER_MS = 1e6;

export type Work = Pick<RunConfig, 'messageBytes' | 'handlerCost' | 'handlerMs'>;

/** @param counts - where every answer is counted */
export function messageService(work: Work, counts: Pick<Counts, 'answers'>): Service {
  const { messageBytes, handlerCost, handlerMs } = work;
  const recvBytes = Math.min(MOST_RECV_BYTES, Math.max(LEAST_RECV_BYTES, messageBytes));
  const open = (): ((data: Buffer) => Buffer) => {
    const messages = new WholeMessages(messageBytes);
    return (data) => {
      const whole = messages.take(data);
      const answers = whole.length / messageBytes;
      for (let left = answers; left > 0; left -= 1) spend(work);
      counts.answers += answers;
      return whole;
    };
  };
  const openAsync = (): ((data: Buffer) => Buffer | Promise<Buffer>) => {
    if (handlerCost !== 'sleep' || handlerMs === 0) return open();
    const messages = new WholeMessages(messageBytes);
    return async (data) => {
      const whole = messages.take(data);
      const answers = whole.length / messageBytes;
      for (let left = answers; left > 0; left -= 1) await setTimeout(handlerMs);
      counts.answers += answers;
      return whole;
    };
  };
  return { recvBytes, open, openAsync };
}

/** Puts messages of one client together. */
class WholeMessages {
  readonly #bytes: number;
  #parts: Buffer[] = [];
  #have = 0;

  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  /** Returns a copy of the messages that are whole now, because the memory of what was received is used again. */
  take(data: Buffer): Buffer {
    const have = this.#have + data.length;
    const rest = have % this.#bytes;
    if (have < this.#bytes) {
      this.#parts.push(Buffer.from(data));
      this.#have = have;
      return EMPTY;
    }
    const all = Buffer.concat([...this.#parts, data], have);
    this.#parts = rest === 0 ? [] : [Buffer.from(all.subarray(have - rest))];
    this.#have = rest;
    return all.subarray(0, have - rest);
  }
}

const EMPTY = Buffer.alloc(0);

/** What a handler does for a message: nothing, sleep as for a slow disk, or compute for so much processor time. */
function spend({ handlerCost, handlerMs }: Work): void {
  if (handlerCost === 'sleep') sleep(handlerMs);
  if (handlerCost === 'compute') compute(handlerMs);
}

/** Takes processor time, also where others have the processor for a part of it. */
function compute(ms: number): void {
  const until = clockGettimeNs(CLOCK_THREAD_CPUTIME_ID) + BigInt(Math.round(ms * NS_PER_MS));
  while (clockGettimeNs(CLOCK_THREAD_CPUTIME_ID) < until);
}
