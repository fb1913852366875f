// One child process as the server sees it: gets connections by SCM_RIGHTS, says when it has done.
import { clearTimeout, setTimeout } from 'node:timers';
import { AF_UNIX, SOCK_SEQPACKET, socketpair } from '@fdset/socket';
import type { Socket } from '@fdset/socket';
import { nowMs, shown } from '../basics.js';
import { workerEnded, nextWorkerId } from '../strategy/worker.js';
import type { PoolWorker, WorkerListener, Work } from '../strategy/worker.js';
import type { Job } from '../thread/job-slot.js';
import { fromPlainError } from '../worker/plain-error.js';
import type { Child, ChildEnd } from './child.js';
import { JobReturns, readPastReset } from './job-returns.js';
import { CHANNEL_FD, decodeEnd, encodeJob, MESSAGE_BYTES } from './process-messages.js';
import type { EndMessage } from './process-messages.js';
import { ReadableWatch } from './readable-watch.js';

/** Starts a child; the socket is the child's alone from now on. */
export type MakeChild = (channel: Socket) => Child;

// A handler may have a listener for SIGTERM, or not come to it.
const KILL_AFTER_MS = 500;
// What an error shows of a message that is none.
const SHOWN_BYTES = 60;

/** A child process and the socket to it. */
export class ProcessWorker implements PoolWorker {
  readonly id = nextWorkerId();
  readonly ready: Promise<void>;
  work: Work | null = null;
  idleSince = nowMs();
  busyMs = 0;
  cpuMs = 0;

  readonly #channel: Socket;
  readonly #watch: ReadableWatch;
  readonly #child: Child;
  readonly #returns: JobReturns;
  readonly #listener: WorkerListener;
  readonly #gone: Promise<unknown>;
  #letGo!: (end: ChildEnd) => void;
  /** The job that its next message has to be about; null while it has none. */
  #jobId: number | null = null;
  /** Why it is being ended, when it said what it must not, or cannot be heard. */
  #broken: Error | null = null;
  #isGone = false;
  #asked = false;
  #ended = false;

  /** @param onError - told why a request cannot be had back, and that something ran out for reading */
  constructor(makeChild: MakeChild, listener: WorkerListener, onError: (error: unknown) => void) {
    const [own, theirs] = socketpair(AF_UNIX, SOCK_SEQPACKET);
    // The child waits with a time-out, and its descriptor need not change for it.
    theirs.setblocking(false);
    this.#channel = own;
    this.#listener = listener;
    const start = startOrClose(makeChild, theirs, own, onError, () => this.#read());
    [this.#child, this.#returns, this.#watch] = start;
    this.ready = this.#child.ready;
    const letGo = new Promise<ChildEnd>((resolve) => (this.#letGo = resolve));
    this.#gone = Promise.race([this.#child.ended, letGo]).then((end) => this.#childEnded(end));
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  assign(work: Work, job: Job): void {
    const { fd, ...message } = job;
    const fds = job.packet === null ? [fd] : [];
    this.#channel.sendmsg(encodeJob(message), { fds });
    this.work = work;
    this.#ended = false;
    this.#jobId = job.id;
    work.sent();
  }

  get hasBegun(): boolean {
    return !this.#returns.hasJob;
  }

  takeBack(): boolean {
    if (this.work === null || this.hasBegun) return false;
    // Out of descriptors, this one is needed for the connection.
    this.#closeChannel();
    const fds = this.#returns.take();
    const isWhole = fds !== null && (this.work.isDatagram || fds.length > 0);
    if (isWhole) this.work.comeBack(fds[0]);
    return isWhole;
  }

  collect(): boolean {
    const ended = this.#ended;
    this.#ended = false;
    return ended;
  }

  dismiss(): void {
    this.#closeChannel();
  }

  terminate(): Promise<unknown> {
    this.#asked = true;
    return this.#end();
  }

  #end(): Promise<unknown> {
    if (this.#isGone) return this.#gone;
    // A child of a user that this process was before (setuid) cannot be killed: it is let go.
    if (!this.#child.kill('SIGTERM')) this.#closeChannel();
    const timer = setTimeout(() => this.#kill(), KILL_AFTER_MS);
    return this.#gone.finally(() => clearTimeout(timer));
  }

  #kill(): void {
    if (this.#child.kill('SIGKILL')) return;
    const { killError: cause = null } = this.#child;
    const error = cause && workerEnded('process of the handler could not be ended', cause);
    this.#letGo({ code: null, error, isLost: true });
  }

  #childEnded({ code, error, isLost = false }: ChildEnd): void {
    this.#isGone = true;
    this.#read();
    // process.exit(0) in a handler is a way to end a request.
    if (code === 0 && this.work !== null && this.#broken === null && this.hasBegun)
      this.#ended = true;
    this.#closeChannel();
    this.#listener.onGone(this, this.#broken ?? (this.#asked && !isLost ? null : error));
    this.#returns.close();
  }

  #read(): void {
    while (!this.#channel.closed && this.#broken === null) {
      const bytes = this.#nextBytes();
      if (bytes === null) return;
      if (bytes.length === 0) {
        // The child has gone; what it left of its request is told by its exit.
        this.#watch.stop();
        return;
      }
      const end = decodeEnd(bytes);
      if (end === null || end.id !== this.#jobId) return this.#break(strangeWords(bytes));
      this.#take(end);
    }
  }

  #nextBytes(): Buffer | null {
    try {
      return readPastReset(
        () => this.#channel.tryRecv(MESSAGE_BYTES),
        (error) => {
          this.#watch.rest(error);
          return null;
        },
      );
    } catch (error) {
      this.#break(
        workerEnded('process of the handler was ended, since its socket cannot be read', error),
      );
      return null;
    }
  }

  // Whatever comes after it cannot be believed, or read, either.
  #break(why: Error): void {
    this.#broken = why;
    this.#watch.stop();
    void this.#end();
  }

  #take({ error, busyMs, cpuMs }: EndMessage): void {
    this.#jobId = null;
    this.busyMs = busyMs;
    this.cpuMs = cpuMs;
    if (error !== null) {
      const told = fromPlainError(error);
      // With a job that it has not read it says why it cannot.
      if (!this.hasBegun) this.#listener.onRefused(this, told);
      else this.#listener.onFailed(this, told);
      return;
    }
    this.#ended = true;
    this.#listener.onEnded(this);
  }

  #closeChannel(): void {
    this.#watch.stop();
    this.#channel.close();
  }
}

const strangeWords = (bytes: Buffer): Error =>
  workerEnded(
    `process of the handler was ended: something in it wrote to descriptor ${CHANNEL_FD}, which is the server's: ${shown(bytes.subarray(0, SHOWN_BYTES).toString('latin1'))}`,
  );

const startOrClose = (
  makeChild: MakeChild,
  theirs: Socket,
  own: Socket,
  onError: (error: unknown) => void,
  onReadable: () => void,
): [Child, JobReturns, ReadableWatch] => {
  let returns: JobReturns | null = null;
  let watched: ReadableWatch | null = null;
  try {
    // Before there is a process: it may be the last descriptor that is missing.
    watched = new ReadableWatch(own, onReadable, onError);
    returns = new JobReturns(theirs, (cause) =>
      onError(workerEnded('request of a process cannot be taken back', cause)),
    );
    return [makeChild(theirs), returns, watched];
  } catch (error) {
    watched?.stop();
    for (const socket of [theirs, own, returns]) socket?.close();
    throw error;
  }
};
