// io_uring(7): operations are submitted in batches, the kernel does them and moves the bytes, and reports completions.
import { inspect } from 'node:util';
import { addon } from './addon.js';
import { type Address, decodeAddress, scratchBlock } from './address.js';
import { afterFork } from './after-fork.js';
import { checkBytes } from './arguments.js';
import { check, checkValue } from './check.js';
import { checkReceive, checkRingOptions, checkSendFlags } from './ring-options.js';
import type { RingOptions } from './ring-options.js';
import { RingQueue } from './ring-queue.js';
import { ringUnavailableError } from './ring-unavailable.js';
import { classNameOf, inspectLine } from './inspect-line.js';
import type { InspectArguments } from './inspect-line.js';
import { closedError, rangeError } from './misuse.js';
import type { RingHandle } from './native-ring.js';

/** How many numbers of {@link Ring.completions} describe one completion. */
export const RING_COMPLETION = 5;

/** The flag of a receive that left bytes in the socket: the next one need not wait. */
export const { RING_NONEMPTY } = addon;

const SPARE_ROWS = 256;
const REPORT = 4;

/**
 * One io_uring of this thread, for streams. Operations are queued, `submit` passes all of them to the kernel with one system
 * call, and the completions are collected with one call: by `submit` itself, and by `drain` when `fileno()` is readable.
 *
 * An operation has an id until its completion; then the id is used again, with another generation. What a completion brings (the
 * bytes of a receive, the address of a peer) must be copied before the next `submit` or `drain`.
 *
 * The bytes of a send are copied when it is queued, and those of a receive land in memory of the ring, so no memory of the
 * program is used by an operation in flight. A send completes when all its bytes are sent. If it is cancelled or fails after a
 * part, its result is this part.
 *
 * An operation in flight keeps its file open: before a descriptor is closed, its operations must be cancelled and submitted.
 * The end of the thread cancels all.
 *
 * Linux 6.1. Source: io_uring(7).
 */
export class Ring {
  /**
   * Five numbers for each completion, from number 5 on: id, generation, result (a negative one is -errno), flags, and offset.
   * The offset says where in `memory` the bytes of a receive are.
   */
  readonly completions: Int32Array;
  /** The memory that receives land in, for reading. */
  readonly memory: Buffer;
  /** Whether receives share large buffers (Linux 6.12), so that a small one does not take a whole buffer. */
  readonly isIncremental: boolean;
  /** Whether the kernel could fill several buffers with one receive (Linux 6.10); the ring does not use that. */
  readonly hasBundles: boolean;
  #handle: RingHandle | null;
  readonly #isDeferred: boolean;
  readonly #eventFd: number;
  readonly #queue = new RingQueue();
  readonly #ignoreForks: () => void;
  #inFlight = 0;

  /** @throws RingUnavailableError, whose `reason` says why the system refuses. */
  constructor(options: RingOptions = {}) {
    const { entries, bufferBytes, isDeferred } = checkRingOptions(options);
    const report = new Int32Array(REPORT);
    const handle = addon.ringCreate(entries, bufferBytes, isDeferred, report);
    if (typeof handle === 'number')
      throw ringUnavailableError(
        handle,
        addon.RING_STEPS?.[report[0] as number] ?? 'io_uring_setup',
      );
    this.#handle = handle;
    this.#isDeferred = isDeferred;
    this.memory = Buffer.from(checkValue(addon.ringMemory(handle), 'ringMemory'));
    this.#eventFd = report[0] as number;
    this.isIncremental = report[1] === 1;
    this.hasBundles = report[2] === 1;
    this.completions = new Int32Array(((report[3] as number) + SPARE_ROWS) * RING_COMPLETION);
    this.#ignoreForks = abandonAfterFork(this);
    collected.register(this, this.#ignoreForks);
  }

  /**
   * The descriptor of an eventfd that is readable while completions, or work of a deferred ring, wait for `drain`. It is the ring's:
   * do not close it.
   */
  fileno(): number {
    this.#open();
    return this.#eventFd;
  }

  /** The operations that the kernel has and has not completed. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** The operations that are queued; after a `submit` those for whose completions there was no room. */
  get queued(): number {
    return this.#queue.length;
  }

  get closed(): boolean {
    return this.#handle === null;
  }

  /**
   * Queues a receive of at most `maxBytes`. `later` is for when there is probably nothing yet: the kernel then waits before its
   * first try. -ENOBUFS means that the memory of the ring was full; the bytes are still in the socket.
   */
  recv(fd: number, maxBytes: number, flags = 0, first: 'now' | 'later' = 'now'): number {
    checkReceive(maxBytes, flags);
    const kind = first === 'later' ? addon.RING_RECV_LATER : addon.RING_RECV;
    return this.#queue.add(kind, fd, maxBytes, flags);
  }

  /** Queues a send; the bytes are copied now. */
  send(fd: number, bytes: Uint8Array, flags = 0): number {
    checkSendFlags(flags);
    this.#checkSends();
    return this.#queue.addSend(addon.RING_SEND, fd, checkBytes(bytes, 'the bytes'), flags);
  }

  /** Memory for the bytes of sends until the next turn: write them from `staged` on, then call `sendStaged`. */
  get staging(): Buffer {
    return this.#queue.staging;
  }

  /** Where in the staging memory the bytes of the next send begin. */
  get staged(): number {
    return this.#queue.staged;
  }

  /** Queues a send of so many bytes of the staging memory, which saves the copy that `send` makes. */
  sendStaged(fd: number, length: number): number {
    this.#checkSends();
    return this.#queue.addStaged(addon.RING_SEND, fd, length);
  }

  /** Queues an accept, whose result is a descriptor; `peerOf` has the address. */
  accept(fd: number): number {
    return this.#queue.add(addon.RING_ACCEPT, fd, 0, 0);
  }

  /** Queues a wait for POLL* events, whose result are the events. */
  poll(fd: number, events: number): number {
    return this.#queue.add(addon.RING_POLL, fd, 0, events);
  }

  /**
   * Queues the end of an operation, which then completes with -ECANCELED, or with what it had done already. The kernel does not
   * find one that it is about to try again: cancel it once more if it is still in flight after the turn.
   */
  cancel(id: number): void {
    this.#queue.addCancel(addon.RING_CANCEL, id);
  }

  /** The generation of an operation in flight. */
  generationOf(id: number): number {
    return this.#queue.generationOf(id);
  }

  /** Submits what is queued, and returns the number of completions. @throws SocketError `ENOMEM` */
  submit(): number {
    return this.#turn(false);
  }

  /** Like {@link submit}, when `fileno()` is readable; it is not any more then. */
  drain(): number {
    return this.#turn(true);
  }

  /** The address of the peer of a completed accept; null if there is none. */
  peerOf(id: number): Address | null {
    addon.ringAddress(this.#open(), id, scratchBlock);
    return decodeAddress();
  }

  /** Cancels all operations, waits until the kernel has done so, and frees everything. Completions are lost. Idempotent. */
  close(): void {
    this.#end((handle) => addon.ringClose(handle));
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** @internal Lets go of the ring of the parent in a forked child, which must not touch it. */
  abandon(): void {
    this.#end((handle) => addon.ringAbandon(handle));
  }

  /** `console.log(ring)` shows how many operations it has. */
  [inspect.custom](...given: InspectArguments): string {
    const parts = (): string[] =>
      this.closed ? ['closed'] : [`queued=${this.queued}`, `inFlight=${this.inFlight}`];
    return inspectLine(classNameOf(this, 'Ring'), parts, ...given);
  }

  toString(): string {
    return this[inspect.custom]();
  }

  #turn(clear: boolean): number {
    const handle = this.#open();
    const { completions } = this;
    const queue = this.#queue;
    queue.reuseIds();
    const { rows, length, staging, others } = queue;
    const result = addon.ringTurn(handle, rows, length, staging, others, completions, clear);
    const count = check(result, 'io_uring_enter');
    queue.taken(completions[0] as number);
    this.#inFlight = completions[1] as number;
    for (let at = RING_COMPLETION; at <= count * RING_COMPLETION; at += RING_COMPLETION)
      queue.finished(completions[at] as number);
    return count;
  }

  #end(how: (handle: RingHandle) => void): void {
    const handle = this.#handle;
    if (handle === null) return;
    this.#handle = null;
    this.#inFlight = 0;
    this.#ignoreForks();
    how(handle);
  }

  // The first try of a send rests on its ending within `submit`.
  #checkSends(): void {
    if (!this.#isDeferred) throw rangeError('a ring whose task work is immediate takes no sends');
  }

  #open(): RingHandle {
    if (this.#handle === null) throw closedError('ring');
    return this.#handle;
  }
}

const collected = new FinalizationRegistry<() => void>((ignoreForks) => ignoreForks());

function abandonAfterFork(ring: Ring): () => void {
  const reference = new WeakRef(ring);
  return afterFork(() => reference.deref()?.abandon());
}
