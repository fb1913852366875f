// A child process as its server sees it: hands jobs and their connections to the child (SCM_RIGHTS), and reports the ends of
// jobs and the end of the child.
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

/** Starts a child, which alone owns the socket afterwards. */
export type MakeChild = (channel: Socket) => Child;

// A handler may have a listener for SIGTERM, or block so that its listener does not run.
const KILL_AFTER_MS = 500;
// How many bytes of an invalid message an error shows.
const SHOWN_BYTES = 60;

/** A child process and the channel to it. */
export class ProcessWorker implements PoolWorker {
  readonly id = nextWorkerId();
  readonly tid = 0;
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
  #giveUp!: (end: ChildEnd) => void;
  /** The id of its job, which its next message must have; null while it has no job. */
  #jobId: number | null = null;
  /** Why the server ends it, after an invalid message or an error of the channel. */
  #broken: Error | null = null;
  #isGone = false;
  #asked = false;
  #ended = false;

  /** @param onError - is called when a request cannot be taken back, and when a shortage prevents reading */
  constructor(makeChild: MakeChild, listener: WorkerListener, onError: (error: unknown) => void) {
    const [own, theirs] = socketpair(AF_UNIX, SOCK_SEQPACKET);
    // The child waits with a time-out, for which a non-blocking descriptor needs no change of mode.
    theirs.setblocking(false);
    this.#channel = own;
    this.#listener = listener;
    const start = startOrClose(makeChild, theirs, own, onError, () => this.#read());
    [this.#child, this.#returns, this.#watch] = start;
    this.ready = this.#child.ready;
    const givenUp = new Promise<ChildEnd>((resolve) => (this.#giveUp = resolve));
    this.#gone = Promise.race([this.#child.ended, givenUp]).then((end) => this.#onChildEnded(end));
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
    // If the process is out of descriptors, closing the channel frees one for the connection.
    this.#closeChannel();
    const fds = this.#returns.take();
    const isWhole = fds !== null && (this.work.isDatagram || fds.length > 0);
    if (isWhole) this.work.reclaim(fds[0]);
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
    // A child that runs as another user, since this process has changed its own (setuid), cannot be killed. It ends when its
    // channel closes.
    if (!this.#child.kill('SIGTERM')) this.#closeChannel();
    const timer = setTimeout(() => this.#kill(), KILL_AFTER_MS);
    return this.#gone.finally(() => clearTimeout(timer));
  }

  #kill(): void {
    if (this.#child.kill('SIGKILL')) return;
    const { killError: cause = null } = this.#child;
    const error = cause && workerEnded('process of the handler could not be ended', cause);
    this.#giveUp({ code: null, error, isLost: true });
  }

  #onChildEnded({ code, error, isLost = false }: ChildEnd): void {
    this.#isGone = true;
    this.#read();
    // A handler may end its request with process.exit(0).
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
        // The child has gone; its exit tells the end of its request.
        this.#watch.stop();
        return;
      }
      const end = decodeEnd(bytes);
      if (end === null || end.id !== this.#jobId)
        return this.#endBroken(foreignMessageError(bytes));
      this.#onEndMessage(end);
    }
  }

  #nextBytes(): Buffer | null {
    try {
      return readPastReset(
        () => this.#channel.tryRecv(MESSAGE_BYTES),
        (error) => {
          this.#watch.pause(error);
          return null;
        },
      );
    } catch (error) {
      this.#endBroken(
        workerEnded('process of the handler was ended, since its socket cannot be read', error),
      );
      return null;
    }
  }

  // Ends the child after an invalid message or an error of the channel, because later messages cannot be trusted or read.
  #endBroken(why: Error): void {
    this.#broken = why;
    this.#watch.stop();
    void this.#end();
  }

  #onEndMessage({ error, busyMs, cpuMs }: EndMessage): void {
    this.#jobId = null;
    this.busyMs = busyMs;
    this.cpuMs = cpuMs;
    if (error !== null) {
      const failure = fromPlainError(error);
      // If the child has not read its job, the error says why it cannot.
      if (!this.hasBegun) this.#listener.onRefused(this, failure);
      else this.#listener.onFailed(this, failure);
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

const foreignMessageError = (bytes: Buffer): Error =>
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
    // These take descriptors, so they come before the child is started: a shortage then leaves no process.
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
