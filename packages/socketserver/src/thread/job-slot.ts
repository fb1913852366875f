// Where the serving thread and one worker meet: shared memory with the state of the worker and the job it
// has. A hand-off is one store and one futex wake, an end is one store: no message, no system call in the
// serving thread. thread-worker.ts is the serving side, thread-main.ts the worker's.
import { HandOver } from '@fdset/posix';
import type { Address, KnownSocket } from '@fdset/socket';
import type { Complete } from '../basics.js';
import { ADDRESS_BYTES, AddressSlot } from './address-slot.js';

/**
 * What a worker is doing. Only the serving thread leaves `idle` and the ends, only the worker `taken`, `owning` and `owned`; a
 * job is for whoever comes first.
 */
export const SlotState = {
  idle: 0,
  /** A job is there. */
  job: 1,
  /** The worker has it, and makes its descriptor its own: not to be terminated just now. */
  taken: 2,
  finished: 3,
  /** It failed; a message with the error follows. */
  failed: 4,
  /** The descriptor is the worker's, and closed with it. */
  owned: 5,
  /** The serving thread's on its way into the slot or out of it: its end closes the descriptor, as with `job` and `taken`. */
  held: 6,
  /** Between `taken` and `owned`: of a worker that dies now nobody knows whether the descriptor went with it. */
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
} as const;
const HEADER_INTS = 12;
const HEADER_BYTES = HEADER_INTS * Int32Array.BYTES_PER_ELEMENT;
const MOST_INT = 0x7fffffff;

/** One request on its way to a worker. */
export interface Job {
  readonly id: number;
  /** The connection; of a datagram the server's socket, which stays the server's. */
  readonly fd: number;
  /** What kind of socket the connection is, so that its worker need not ask the kernel. */
  readonly kind: SocketKind;
  readonly clientAddress: Address | null;
  readonly packet: Buffer | null;
  readonly truncated: boolean;
}

/** As `Socket.fromFd` takes it. */
export type SocketKind = Complete<KnownSocket>;

/** The shared memory of one worker. */
export class JobSlot {
  readonly memory: SharedArrayBuffer;
  readonly #header: Int32Array;
  readonly #address: AddressSlot;
  readonly #packet: Buffer;

  /** @param packetBytes - room for a datagram; 0 on stream servers. */
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

  /** How long the worker was busy with its last job. */
  get busyMs(): number {
    return (this.#header[HEADER.busyUs] ?? 0) / 1000;
  }

  set busyMs(busyMs: number) {
    this.#header[HEADER.busyUs] = Math.min(Math.round(busyMs * 1000), MOST_INT);
  }

  /** How much of it was processor time. */
  get cpuMs(): number {
    return (this.#header[HEADER.cpuUs] ?? 0) / 1000;
  }

  set cpuMs(cpuMs: number) {
    this.#header[HEADER.cpuUs] = Math.min(Math.round(cpuMs * 1000), MOST_INT);
  }

  /** Watches what the serving thread still owns of the slot. */
  watch(): HandOver {
    return new HandOver(this.#header, HEADER.state, NOT_OWNED);
  }

  /** Leaves a job, which the worker cannot take yet. */
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

  /** Lets the worker take it, and wakes it. */
  offer(): void {
    this.state = SlotState.job;
    Atomics.notify(this.#header, HEADER.state);
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

  /** Whether the worker has it now; else it was taken back. */
  take(): boolean {
    return this.#leaveJob(SlotState.taken);
  }

  /** Whether the serving thread has it again, in the state `held`; else the worker was faster, or there was none. */
  takeBack(): boolean {
    return this.#leaveJob(SlotState.held);
  }

  #leaveJob(state: number): boolean {
    const { job } = SlotState;
    return Atomics.compareExchange(this.#header, HEADER.state, job, state) === job;
  }

  /** The job that is there; the descriptor is the worker's once it has taken it. */
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
    // Never shorter than asked for, and never 0 for what is not.
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

// ES2024; Node 20 has it, the library of ES2022 has not.
interface AsyncAtomics {
  waitAsync(
    array: Int32Array,
    index: number,
    value: number,
  ): { async: false } | { async: true; value: Promise<unknown> };
}
const atomics = Atomics as unknown as AsyncAtomics;
