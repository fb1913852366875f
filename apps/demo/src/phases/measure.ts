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
export const MAX_WARM_UPS = 100;
const MAX_UNUSABLE = 1000;

export const noStamps = (): Error => new Error('the kernel stamps no messages');
export const mayBeUnusable = (unusable: number): void => {
  if (unusable > MAX_UNUSABLE) throw new Error('too few reads had a stamp and a whole message');
};

/** Medians, in ns per message. */
export interface MeasuredPhases {
  readonly waitingNs: number;
  readonly wakeUpNs: number;
  /** The part of the wake-up after the return of a selector's wait; 0 without a selector. */
  readonly callNs: number;
  readonly copyingNs: number;
  /** The part of the waiting in which the reader still asked for the message. */
  readonly askingNs: number;
  /** The part of the wake-up before the return of a selector's wait; all of it without a selector. */
  readonly readyNs: number;
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
    else mayBeUnusable(++unusable);
  }
  return mediansOf(reads);
}

export function mediansOf(reads: readonly MeasuredPhases[]): MeasuredPhases {
  const of = (name: keyof MeasuredPhases): number => median(reads.map((one) => one[name]));
  return {
    waitingNs: of('waitingNs'),
    wakeUpNs: of('wakeUpNs'),
    callNs: of('callNs'),
    copyingNs: of('copyingNs'),
    askingNs: of('askingNs'),
    readyNs: of('readyNs'),
    cpuNs: of('cpuNs'),
  };
}

async function warmUp(socket: Socket, reader: Reader, request: Request): Promise<void> {
  for (let i = 0; i < MAX_WARM_UPS; i += 1)
    if ((await readOne(socket, reader, request)) !== null) return;
  throw noStamps();
}

/** One read; null when its message had no stamp. */
async function readOne(
  socket: Socket,
  reader: Reader,
  request: Request,
): Promise<MeasuredPhases | null> {
  const asked = ask(socket, request);
  const reading = reader.read(asked.startedNs);
  // Awaiting a value that is no promise would send the blocking models through the event loop.
  return phasesOf(socket, request, asked, reading instanceof Promise ? await reading : reading);
}

/** When a message was asked for. */
interface Asked {
  readonly startedNs: bigint;
  readonly askingNs: number;
  readonly cpuBefore: bigint;
}

export function ask(socket: Socket, request: Request): Asked {
  // The time is taken before the request, because a reader that gets no processor after its request also waits.
  const startedNs = clockGettimeNs(CLOCK_REALTIME);
  socket.send(encodeRequest(request));
  const askingNs = Number(clockGettimeNs(CLOCK_REALTIME) - startedNs);
  return { startedNs, askingNs, cpuBefore: clockGettimeNs(CLOCK_THREAD_CPUTIME_ID) };
}

/** What a read that has returned tells; null when its message had no stamp. */
export function phasesOf(
  socket: Socket,
  request: Request,
  { askingNs, cpuBefore }: Asked,
  phases: OneRead,
): MeasuredPhases | null {
  const cpuNs = Number(clockGettimeNs(CLOCK_THREAD_CPUTIME_ID) - cpuBefore);
  // The last segment of a large message may arrive after the read. Such a read did not copy the whole message, and the next read
  // would get its rest.
  if (phases.bytesReceived < request.bytes) {
    discardRest(socket, request.bytes - phases.bytesReceived);
    return null;
  }
  const { waitingNs, wakeUpNs, callNs = 0, copyingNs } = phases;
  if (waitingNs === null || wakeUpNs === null) return null;
  const readyNs = wakeUpNs - callNs;
  return { waitingNs, wakeUpNs, callNs, copyingNs, askingNs, readyNs, cpuNs };
}
