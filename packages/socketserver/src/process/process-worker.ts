// A child process as its server sees it: reports the ends of jobs and the end of the child. process-place.ts hands jobs and their
// connections to the child (SCM_RIGHTS).
import { clearTimeout, setTimeout } from 'node:timers';
import { AF_UNIX, SOCK_SEQPACKET, socketpair } from '@fdset/socket';
import type { Socket } from '@fdset/socket';
import { shown } from '../basics.js';
import { isShortage } from '../strategy/shortage.js';
import { endIfUnanswered } from '../strategy/unanswered-abort.js';
import { nextWorkerId, RETRY_MS, workerEnded } from '../strategy/worker.js';
import type { PoolWorker, WorkerListener } from '../strategy/worker.js';
import { debugWorker } from '../worker/debug-worker.js';
import { fromPlainError } from '../worker/plain-error.js';
import type { Child, ChildEnd } from './child.js';
import { JobChannel } from './job-channel.js';
import { JobReturns, readPastReset } from './job-returns.js';
import { CHANNEL_FD, decodeEnd, MESSAGE_BYTES } from './process-messages.js';
import type { EndMessage } from './process-messages.js';
import { ProcessPlace } from './process-place.js';
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
  readonly places: ProcessPlace[] = [];

  readonly #channel: Socket;
  readonly #jobs: JobChannel<ProcessPlace>;
  readonly #isShared: boolean;
  readonly #watch: ReadableWatch;
  readonly #child: Child;
  readonly #returns: JobReturns;
  readonly #listener: WorkerListener;
  readonly #gone: Promise<unknown>;
  #giveUp!: (end: ChildEnd) => void;
  readonly #told: (error: Error | null) => void;
  /** Why the server ends it, after an invalid message or an error of the channel. */
  #broken: Error | null = null;
  /** Why the pool ends it. */
  #why: Error | null = null;
  #isGone = false;
  #asked = false;

  /**
   * @param onError - is called when a request cannot be taken back, and when a shortage prevents reading
   * @param requests - how many requests the child handles at once
   */
  constructor(
    makeChild: MakeChild,
    listener: WorkerListener,
    onError: (error: unknown) => void,
    requests: number,
  ) {
    const [own, theirs] = socketpair(AF_UNIX, SOCK_SEQPACKET);
    // The child waits with a time-out, for which a non-blocking descriptor needs no change of mode.
    theirs.setblocking(false);
    this.#channel = own;
    this.#listener = listener;
    const start = startOrClose(makeChild, theirs, own, onError, () => this.#read());
    [this.#child, this.#returns, this.#watch] = start;
    this.#isShared = requests > 1;
    this.#jobs = new JobChannel(own, this.#returns, this.#isShared);
    this.addPlace();
    this.ready = this.#child.ready;
    this.#told = debugWorker(this);
    const givenUp = new Promise<ChildEnd>((resolve) => (this.#giveUp = resolve));
    this.#gone = Promise.race([this.#child.ended, givenUp]).then((end) => this.#onChildEnded(end));
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  addPlace(): ProcessPlace {
    const place = new ProcessPlace(this, this.#jobs, (aborted) => this.#abort(aborted));
    this.places.push(place);
    return place;
  }

  #abort(place: ProcessPlace): void {
    if (!this.#isShared) return void this.terminate();
    endIfUnanswered(place);
    this.#sendAbort(place);
  }

  // The channel is full while the child's event loop is blocked.
  #sendAbort(place: ProcessPlace): void {
    const { work } = place;
    if (work === null || this.#channel.closed) return;
    try {
      this.#jobs.sendAbort(work.record.id);
    } catch (error) {
      if (!isShortage(error)) return; // The end of the child is the end of the request.
      const again = (): void => {
        if (place.work === work) this.#sendAbort(place);
      };
      setTimeout(again, RETRY_MS).unref();
    }
  }

  dismiss(): void {
    this.#closeChannel();
  }

  terminate(why?: Error): Promise<unknown> {
    if (why === undefined) this.#asked = true;
    else this.#why ??= why;
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
    const cause = this.#broken ?? (this.#asked && !isLost ? null : (this.#why ?? error));
    const told = code === 0 ? this.#afterExit(cause) : cause;
    this.#closeChannel();
    this.#told(told);
    this.#listener.onGone(this, told);
    this.#returns.close();
  }

  // A handler may end its request with process.exit(0), which is an accident for other requests of the process.
  #afterExit(error: Error | null): Error | null {
    const begun = this.places.filter(({ work, hasBegun }) => work !== null && hasBegun);
    if (error !== null || begun.length === 0) return error;
    if (this.#isShared)
      return this.#asked ? null : workerEnded('process of the handlers ended (exit code 0)');
    for (const place of begun) place.end({ busyMs: 0, cpuMs: 0 });
    return null;
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
      const place = end && this.#jobs.ended(end.id);
      if (end === null || place === null) return this.#endBroken(foreignMessageError(bytes));
      this.#onEndMessage(place, end);
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

  #onEndMessage(place: ProcessPlace, { error, ...times }: EndMessage): void {
    // If the child has not read its job, the error says why it cannot.
    const isRefused = error !== null && !place.hasBegun;
    place.end(times);
    if (error === null) return this.#listener.onEnded(place);
    place.collect();
    const failure = fromPlainError(error);
    if (isRefused) this.#listener.onRefused(place, failure);
    else this.#listener.onFailed(place, failure);
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
