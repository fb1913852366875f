// Where the serving thread and one worker meet: shared memory with the state of the worker and the job it
// has. A hand-off is one store and one futex wake, an end is one store: no message, no system call in the
// serving thread. thread-host.ts is the serving side, thread-main.ts the worker's.
import type { Address } from '@fdset/socket';
import { reviveBuffers } from './revive-buffers.js';

/** What a worker is doing. Only the serving thread leaves `idle` and the ends, only the worker the rest. */
export const SlotState = {
  idle: 0,
  /** A job is there. */
  job: 1,
  /** The worker has it, and its descriptor: from now on that is closed with the worker. */
  taken: 2,
  finished: 3,
  /** It failed; a message with the error follows. */
  failed: 4,
} as const;

const HEADER = {
  state: 0,
  fd: 1,
  id: 2,
  textLength: 3,
  packetLength: 4,
  truncated: 5,
  busyUs: 6,
} as const;
const HEADER_INTS = 8;
// A path of 108 bytes, each of which JSON may write as \u0001, and the words around it.
const TEXT_BYTES = 1024;

/** One request on its way to a worker. */
export interface Job {
  readonly id: number;
  /** The connection; of a datagram the server's socket, which stays the server's. */
  readonly fd: number;
  readonly clientAddress: Address | null;
  readonly packet: Buffer | null;
  readonly truncated: boolean;
}

/** The shared memory of one worker. */
export class JobSlot {
  readonly memory: SharedArrayBuffer;
  readonly #header: Int32Array;
  readonly #text: Buffer;
  readonly #packet: Buffer;

  /** @param packetBytes - room for a datagram; 0 on stream servers. */
  static create(packetBytes: number): JobSlot {
    const bytes = HEADER_INTS * Int32Array.BYTES_PER_ELEMENT + TEXT_BYTES + packetBytes;
    return new JobSlot(new SharedArrayBuffer(bytes));
  }

  constructor(memory: SharedArrayBuffer) {
    const textStart = HEADER_INTS * Int32Array.BYTES_PER_ELEMENT;
    this.memory = memory;
    this.#header = new Int32Array(memory, 0, HEADER_INTS);
    this.#text = Buffer.from(memory, textStart, TEXT_BYTES);
    this.#packet = Buffer.from(memory, textStart + TEXT_BYTES);
  }

  get state(): number {
    return Atomics.load(this.#header, HEADER.state);
  }

  set state(state: number) {
    Atomics.store(this.#header, HEADER.state, state);
  }

  /** How long the worker was busy with its last job. */
  get busyMs(): number {
    return (this.#header[HEADER.busyUs] ?? 0) / 1000;
  }

  set busyMs(busyMs: number) {
    this.#header[HEADER.busyUs] = Math.min(Math.round(busyMs * 1000), 0x7fffffff);
  }

  /** Leaves a job and wakes the worker. */
  put({ id, fd, clientAddress, packet, truncated }: Job): void {
    const header = this.#header;
    header[HEADER.fd] = fd;
    header[HEADER.id] = id;
    header[HEADER.textLength] = this.#text.write(JSON.stringify(clientAddress));
    header[HEADER.packetLength] = packet === null ? -1 : packet.copy(this.#packet);
    header[HEADER.truncated] = truncated ? 1 : 0;
    this.state = SlotState.job;
    Atomics.notify(header, HEADER.state);
  }

  /** Waits up to `timeoutMs`, blocking the worker's thread; true when there is a job. */
  wait(timeoutMs: number): boolean {
    const state = this.state;
    if (state !== SlotState.job) Atomics.wait(this.#header, HEADER.state, state, timeoutMs);
    return this.state === SlotState.job;
  }

  /** Waits while the worker's event loop goes on. */
  async waitAsync(): Promise<void> {
    for (let state = this.state; state !== SlotState.job; state = this.state) {
      const waiting = atomics.waitAsync(this.#header, HEADER.state, state);
      if (waiting.async) await waiting.value;
    }
  }

  /** The job that is there; the descriptor is the worker's once it says `taken`. */
  read(): Job {
    const [, fd = -1, id = 0, textLength = 0, packetLength = -1, truncated = 0] = this.#header;
    const clientAddress = JSON.parse(
      this.#text.toString('utf8', 0, textLength),
      reviveBuffers,
    ) as Address;
    const packet = packetLength < 0 ? null : Buffer.from(this.#packet.subarray(0, packetLength));
    return { id, fd, clientAddress, packet, truncated: truncated === 1 };
  }
}

// ES2024; Node 20 has it, the library of ES2022 has not.
interface AsyncAtomics {
  waitAsync(
    array: Int32Array,
    index: number,
    value: number,
  ): { async: false } | { async: true; value: Promise<unknown> };
}
const atomics = Atomics as unknown as AsyncAtomics;
