// The memory that the serving thread and one worker share: the state of the worker and its job. Handing over a job takes
// one store and one futex wake. Ending it takes one store, without a message or a system call in the serving thread.
// thread-worker.ts uses the slot in the serving thread, thread-main.ts in the worker.
import { HandOver } from '@fdset/posix';
import type { Address, KnownSocket } from '@fdset/socket';
import type { Complete } from '../basics.js';
import { ADDRESS_BYTES, AddressSlot } from './address-slot.js';

/**
 * The state of a worker. Only the serving thread changes `idle`, `finished` and `failed`; only the worker changes `taken`,
 * `owning` and `owned`. Both try to change `job`, and the first succeeds.
 */
export const SlotState = {
  idle: 0,
  /** The slot has a job that the worker may take. */
  job: 1,
  /** The worker has taken the job but does not own its descriptor yet. The serving thread should not terminate it now. */
  taken: 2,
  /** The job has ended without an error. */
  finished: 3,
  /** The job has failed; a message with the error follows. */
  failed: 4,
  /** The worker owns the descriptor, and closes it when it ends. */
  owned: 5,
  /** The serving thread writes a job or takes it back. The end of that thread closes the descriptor, as with `job` and `taken`. */
  held: 6,
  /** Between `taken` and `owned`. If the worker dies now, nobody knows whether the descriptor was closed with it. */
  owning: 7,
} as const;

const NOT_OWNED = [SlotState.job, SlotState.taken, SlotState.held, SlotState.owning];

const HEADER = {
  state: 0,
  fd: 1,
  id: 2,
  packetLength: 3,
  truncated: 4,
  busyUs: 5,
  family: 6,
  type: 7,
  protocol: 8,
  timeoutMs: 9,
  cpuUs: 10,
  tid: 11,
} as const;
const HEADER_INTS = 12;
const HEADER_BYTES = HEADER_INTS * Int32Array.BYTES_PER_ELEMENT;
const MOST_INT = 0x7fffffff;

/** One request on its way to a worker. */
export interface Job {
  readonly id: number;
  /** The descriptor of the connection. For a datagram it is the server's socket, which the server keeps. */
  readonly fd: number;
  /** The properties of the socket, so that the worker need not ask the kernel for them. */
  readonly kind: SocketKind;
  readonly clientAddress: Address | null;
  readonly packet: Buffer | null;
  readonly truncated: boolean;
}

/** The properties of a socket, as `Socket.fromFd` takes them. */
export type SocketKind = Complete<KnownSocket>;

/** The shared memory of one worker. */
export class JobSlot {
  readonly memory: SharedArrayBuffer;
  readonly #header: Int32Array;
  readonly #address: AddressSlot;
  readonly #packet: Buffer;

  /** @param packetBytes - the size of the longest datagram; 0 on stream servers */
  static create(packetBytes: number): JobSlot {
    return new JobSlot(new SharedArrayBuffer(HEADER_BYTES + ADDRESS_BYTES + packetBytes));
  }

  constructor(memory: SharedArrayBuffer) {
    this.memory = memory;
    this.#header = new Int32Array(memory, 0, HEADER_INTS);
    this.#address = new AddressSlot(memory, HEADER_BYTES);
    this.#packet = Buffer.from(memory, HEADER_BYTES + ADDRESS_BYTES);
  }

  get state(): number {
    return Atomics.load(this.#header, HEADER.state);
  }

  set state(state: number) {
    Atomics.store(this.#header, HEADER.state, state);
  }

  /** How long the last job took. */
  get busyMs(): number {
    return (this.#header[HEADER.busyUs] ?? 0) / 1000;
  }

  set busyMs(busyMs: number) {
    this.#header[HEADER.busyUs] = Math.min(Math.round(busyMs * 1000), MOST_INT);
  }

  /** How much processor time the last job took. */
  get cpuMs(): number {
    return (this.#header[HEADER.cpuUs] ?? 0) / 1000;
  }

  set cpuMs(cpuMs: number) {
    this.#header[HEADER.cpuUs] = Math.min(Math.round(cpuMs * 1000), MOST_INT);
  }

  /** The kernel's number of the worker's thread; 0 until the thread has written it. */
  get tid(): number {
    return this.#header[HEADER.tid] ?? 0;
  }

  set tid(tid: number) {
    this.#header[HEADER.tid] = tid;
  }

  /** Makes the end of the serving thread close the descriptor in the slot, unless the worker owns it by then. */
  watch(): HandOver {
    return new HandOver(this.#header, HEADER.state, NOT_OWNED);
  }

  /** Writes a job into the slot; the worker cannot take it before `offer`. */
  put({ id, fd, kind, clientAddress, packet, truncated }: Job): void {
    const header = this.#header;
    header[HEADER.fd] = fd;
    header[HEADER.id] = id;
    header[HEADER.packetLength] = packet === null ? -1 : packet.copy(this.#packet);
    header[HEADER.truncated] = truncated ? 1 : 0;
    this.#putKind(kind);
    this.#address.put(clientAddress);
    this.state = SlotState.held;
  }

  /** Lets the worker take the job, and wakes it. */
  offer(): void {
    this.state = SlotState.job;
    Atomics.notify(this.#header, HEADER.state);
  }

  /** Blocks the worker's thread for up to `timeoutMs`; true when there is a job. */
  wait(timeoutMs: number): boolean {
    const state = this.state;
    if (state !== SlotState.job) Atomics.wait(this.#header, HEADER.state, state, timeoutMs);
    return this.state === SlotState.job;
  }

  /** Waits for a job while the worker's event loop goes on. */
  async waitAsync(): Promise<void> {
    for (let state = this.state; state !== SlotState.job; state = this.state) {
      const waiting = atomics.waitAsync(this.#header, HEADER.state, state);
      if (waiting.async) await waiting.value;
    }
  }

  /** Takes the job for the worker; false when the serving thread took it back first. */
  take(): boolean {
    return this.#leaveJob(SlotState.taken);
  }

  /** Takes the job back for the serving thread; the state is `held` then. False when the worker was faster, or there was none. */
  takeBack(): boolean {
    return this.#leaveJob(SlotState.held);
  }

  #leaveJob(state: number): boolean {
    const { job } = SlotState;
    return Atomics.compareExchange(this.#header, HEADER.state, job, state) === job;
  }

  /** Reads the job in the slot. */
  read(): Job {
    const header = this.#header;
    const packetLength = at(header, HEADER.packetLength);
    return {
      id: at(header, HEADER.id),
      fd: at(header, HEADER.fd),
      kind: this.#readKind(),
      clientAddress: this.#address.read(),
      packet: packetLength < 0 ? null : Buffer.from(this.#packet.subarray(0, packetLength)),
      truncated: at(header, HEADER.truncated) === 1,
    };
  }

  #putKind({ family, type, protocol, timeoutMs }: SocketKind): void {
    const header = this.#header;
    header[HEADER.family] = family;
    header[HEADER.type] = type;
    header[HEADER.protocol] = protocol;
    // Rounded up, so that the time-out is never shorter than asked for, and never becomes 0.
    header[HEADER.timeoutMs] = timeoutMs === null ? -1 : Math.min(Math.ceil(timeoutMs), MOST_INT);
  }

  #readKind(): SocketKind {
    const header = this.#header;
    const timeoutMs = at(header, HEADER.timeoutMs);
    return {
      family: at(header, HEADER.family),
      type: at(header, HEADER.type),
      protocol: at(header, HEADER.protocol),
      timeoutMs: timeoutMs < 0 ? null : timeoutMs,
    };
  }
}

const at = (header: Int32Array, index: number): number => header[index] as number;

// Atomics.waitAsync is ES2024: Node 20 has it, but TypeScript's types of ES2022 lack it.
interface AsyncAtomics {
  waitAsync(
    array: Int32Array,
    index: number,
    value: number,
  ): { async: false } | { async: true; value: Promise<unknown> };
}
const atomics = Atomics as unknown as AsyncAtomics;
