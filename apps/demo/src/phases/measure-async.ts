// Makes many asynchronous reads of one kind. Some of them look where the bytes are when the notification comes; the others only
// take the time, because looking takes time itself.
import { setImmediate } from 'node:timers/promises';
import { CLOCK_REALTIME, CLOCK_THREAD_CPUTIME_ID, MSG_PEEK, clockGettimeNs } from '@fdset/socket';
import type { Socket } from '@fdset/socket';
import { median } from '../walkthrough/numbers.js';
import { asyncReaders } from './async-readers.js';
import type { AsyncReader, AsyncReaderName, Observer } from './async-readers.js';
import type { Measurement } from './measure.js';
import { encodeRequest, sentNs } from './request.js';
import type { Request } from './request.js';

/** How many reads look for the bytes. */
const LOOKS = 5;

/** Medians, in ns. */
export interface AsyncTimes {
  /** The call of the read, until it returned its promise. */
  readonly submitNs: number;
  /** From the call of the read to the sender's clock just before its send. */
  readonly sentNs: number;
  /** From the sender's clock just before its send, to the call of the event loop's callback. */
  readonly notifiedNs: number;
  /** The callback, which collects what there is. */
  readonly handledNs: number;
  /** From the notification until the code behind the await ran. */
  readonly resumedNs: number;
  /** From the end of the callback until the code behind the await ran. */
  readonly continuedNs: number;
  /** From when the message was asked for, to the sender's clock just before its send. */
  readonly askedNs: number;
  /** CPU time of the reading thread, without that of asking for the message. */
  readonly cpuNs: number;
}

/** Where the bytes were, in each read that looked. */
export interface Whereabouts {
  /** Bytes that MSG_PEEK saw in the socket at the notification. */
  readonly inSocket: readonly number[];
  /** The same when the callback had returned. */
  readonly leftInSocket: readonly number[];
  /** Whether the memory of the ring held the message at the notification; empty without a ring. */
  readonly inMemory: readonly boolean[];
}

export interface MeasuredAsync extends AsyncTimes, Whereabouts {
  readonly name: AsyncReaderName;
  readonly bytes: number;
}

export async function measureAsync(
  name: AsyncReaderName,
  socket: Socket,
  { messages, request, signal }: Measurement,
): Promise<MeasuredAsync> {
  const watching = new Watching(socket);
  const reader = asyncReaders[name](socket, request.bytes, watching);
  try {
    const looks: Look[] = [];
    while (looks.length < LOOKS) looks.push(await lookOnce(socket, reader, watching, request));
    const times: AsyncTimes[] = [];
    while (times.length < messages) {
      signal?.throwIfAborted();
      times.push(await timeOnce(socket, reader, watching, request));
    }
    return { name, bytes: request.bytes, ...mediansOf(times), ...whereaboutsOf(looks) };
  } finally {
    reader.close();
  }
}

/** Notes what happens around a notification. */
class Watching implements Observer {
  notifiedAt = 0n;
  handledAt = 0n;
  /** Set while a read is to look where the bytes are. */
  looksInto: AsyncReader | null = null;
  inSocket = 0;
  leftInSocket = 0;
  memory: Buffer | null = null;
  readonly #socket: Socket;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  notified(): void {
    this.notifiedAt = now();
    if (this.looksInto === null) return;
    this.inSocket = this.#peek();
    this.memory = this.looksInto.memory && Buffer.from(this.looksInto.memory);
  }

  handled(): void {
    this.handledAt = now();
    if (this.looksInto !== null) this.leftInSocket = this.#peek();
  }

  #peek(): number {
    return this.#socket.tryRecv(MAX_PEEK, MSG_PEEK)?.length ?? 0;
  }
}

const MAX_PEEK = 64 * 1024;

interface Look {
  readonly inSocket: number;
  readonly leftInSocket: number;
  readonly inMemory: boolean | null;
}

async function lookOnce(
  socket: Socket,
  reader: AsyncReader,
  watching: Watching,
  request: Request,
): Promise<Look> {
  watching.looksInto = reader;
  const { message } = await readOnce(socket, reader, request);
  watching.looksInto = null;
  const { inSocket, leftInSocket, memory } = watching;
  // Each message differs from all others by the time in it.
  return { inSocket, leftInSocket, inMemory: memory && memory.includes(message) };
}

async function timeOnce(
  socket: Socket,
  reader: AsyncReader,
  watching: Watching,
  request: Request,
): Promise<AsyncTimes> {
  const { message, calledAt, askedAt, submitNs, cpuNs } = await readOnce(socket, reader, request);
  const resumedAt = now();
  const { notifiedAt, handledAt } = watching;
  return {
    submitNs,
    sentNs: Number(sentNs(message) - calledAt),
    cpuNs,
    notifiedNs: Number(notifiedAt - sentNs(message)),
    handledNs: Number(handledAt - notifiedAt),
    resumedNs: Number(resumedAt - notifiedAt),
    continuedNs: Number(resumedAt - handledAt),
    askedNs: Number(sentNs(message) - askedAt),
  };
}

interface ReadDone {
  readonly message: Buffer;
  readonly calledAt: bigint;
  readonly askedAt: bigint;
  readonly submitNs: number;
  readonly cpuNs: number;
}

/** The message is asked for after the read was submitted, so it never is there before. */
async function readOnce(socket: Socket, reader: AsyncReader, request: Request): Promise<ReadDone> {
  const cpuAt = threadNs();
  const calledAt = now();
  const reading = reader.read();
  const submitNs = Number(now() - calledAt);
  // A driver passes to the kernel what was submitted when the running code has ended.
  await setImmediate();
  const submittedCpu = threadNs() - cpuAt;
  socket.send(encodeRequest(request));
  const askedAt = now();
  const cpuAgainAt = threadNs();
  const message = await reading;
  const cpuNs = Number(submittedCpu + threadNs() - cpuAgainAt);
  if (message.length === request.bytes) return { message, calledAt, askedAt, submitNs, cpuNs };
  throw new Error(`a read got ${message.length} bytes of ${request.bytes}`);
}

function mediansOf(times: readonly AsyncTimes[]): AsyncTimes {
  const of = (name: keyof AsyncTimes): number => median(times.map((one) => one[name]));
  return {
    submitNs: of('submitNs'),
    sentNs: of('sentNs'),
    notifiedNs: of('notifiedNs'),
    handledNs: of('handledNs'),
    resumedNs: of('resumedNs'),
    continuedNs: of('continuedNs'),
    askedNs: of('askedNs'),
    cpuNs: of('cpuNs'),
  };
}

function whereaboutsOf(looks: readonly Look[]): Whereabouts {
  return {
    inSocket: looks.map(({ inSocket }) => inSocket),
    leftInSocket: looks.map(({ leftInSocket }) => leftInSocket),
    inMemory: looks.map(({ inMemory }) => inMemory).filter((isThere) => isThere !== null),
  };
}

function threadNs(): bigint {
  return clockGettimeNs(CLOCK_THREAD_CPUTIME_ID);
}

function now(): bigint {
  return clockGettimeNs(CLOCK_REALTIME);
}
