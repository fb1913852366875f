// Makes many reads of one kind, and returns the medians of their phases.
import {
  CLOCK_REALTIME,
  CLOCK_THREAD_CPUTIME_ID,
  clockGettimeNs,
  hearSignals,
} from '@fdset/socket';
import type { Socket } from '@fdset/socket';
import { median } from '../walkthrough/numbers.js';
import { discardRest } from './discard-rest.js';
import type { OneRead, Reader } from './read-models.js';
import { encodeRequest } from './request.js';
import type { Request } from './request.js';

/** The kernel begins to stamp a moment after the request, and certainly within this many reads. */
const MAX_WARM_UPS = 100;
const MAX_UNUSABLE = 1000;

/** Medians, in ns per message. */
export interface MeasuredPhases {
  readonly waitingNs: number;
  readonly wakeUpNs: number;
  /** The part of the wake-up after the return of a selector's wait; 0 without a selector. */
  readonly callNs: number;
  readonly copyingNs: number;
  /** CPU time of the reading thread. */
  readonly cpuNs: number;
}

export interface Measurement {
  readonly messages: number;
  readonly request: Request;
  readonly signal?: AbortSignal | undefined;
}

/** Asks for messages one by one and reads each. */
export async function measurePhases(
  socket: Socket,
  reader: Reader,
  { messages, request, signal }: Measurement,
): Promise<MeasuredPhases> {
  await warmUp(socket, reader, { ...request, delayMs: 1 });
  const reads: MeasuredPhases[] = [];
  for (let unusable = 0; reads.length < messages;) {
    // Listeners of signals run here, because the thread otherwise blocks or polls all the time.
    await hearSignals();
    signal?.throwIfAborted();
    const read = await readOne(socket, reader, request);
    if (read !== null) reads.push(read);
    else if (++unusable > MAX_UNUSABLE)
      throw new Error('too few reads had a stamp and a whole message');
  }
  return {
    waitingNs: median(reads.map(({ waitingNs }) => waitingNs)),
    wakeUpNs: median(reads.map(({ wakeUpNs }) => wakeUpNs)),
    callNs: median(reads.map(({ callNs }) => callNs)),
    copyingNs: median(reads.map(({ copyingNs }) => copyingNs)),
    cpuNs: median(reads.map(({ cpuNs }) => cpuNs)),
  };
}

async function warmUp(socket: Socket, reader: Reader, request: Request): Promise<void> {
  for (let i = 0; i < MAX_WARM_UPS; i += 1)
    if ((await readOne(socket, reader, request)) !== null) return;
  throw new Error('the kernel stamps no messages');
}

/** One read; null when its message had no stamp. */
async function readOne(
  socket: Socket,
  reader: Reader,
  request: Request,
): Promise<MeasuredPhases | null> {
  // The time is taken before the request, because a reader that gets no processor after its request also waits.
  const startedNs = clockGettimeNs(CLOCK_REALTIME);
  socket.send(encodeRequest(request));
  const cpuBefore = clockGettimeNs(CLOCK_THREAD_CPUTIME_ID);
  const reading = reader.read(startedNs);
  // Awaiting a value that is no promise would send the blocking models through the event loop.
  const phases: OneRead = reading instanceof Promise ? await reading : reading;
  const cpuNs = Number(clockGettimeNs(CLOCK_THREAD_CPUTIME_ID) - cpuBefore);
  // The last segment of a large message may arrive after the read. Such a read did not copy the whole message, and the next read
  // would get its rest.
  if (phases.bytesReceived < request.bytes) {
    discardRest(socket, request.bytes - phases.bytesReceived);
    return null;
  }
  const { waitingNs, wakeUpNs, callNs = 0, copyingNs } = phases;
  if (waitingNs === null || wakeUpNs === null) return null;
  return { waitingNs, wakeUpNs, callNs, copyingNs, cpuNs };
}
