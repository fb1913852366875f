// A child of the fork server. A token identifies it until there is a process, and its process id from then on.
import { constants } from 'node:os';
import { setTimeout } from 'node:timers';
import { close, pidfdOpen, pidfdSendSignal, socketError } from '@fdset/posix';
import type { ForkReply, SocketError } from '@fdset/posix';
import { EVENT_READ, watch } from '@fdset/selectors';
import type { Socket } from '@fdset/socket';
import { isShortage } from '../strategy/shortage.js';
import { workerEnded, RETRY_MS } from '../strategy/worker.js';
import type { Child, ChildEnd } from './child.js';

/** Sends a signal through the fork server, which knows whether the child still exists. */
export type KillThroughServer = (pid: number, signal: number) => void;

type Killing = (signal: number) => void;

/** One child. */
export class ForkedChild implements Child {
  readonly token: number;
  /** Its end of the channel, kept until there is a process, because a fork server may end before it forks. */
  readonly channel: Socket;
  readonly ready: Promise<void>;
  readonly ended: Promise<ChildEnd>;
  pid: number | undefined = undefined;
  /** How often a fork server was asked for it. */
  requests = 0;
  #resolveReady!: () => void;
  #rejectReady!: (error: Error) => void;
  #resolveEnded!: (end: ChildEnd) => void;
  #kill: Killing | null = null;
  #wantedSignal: number | null = null;

  constructor(token: number, channel: Socket) {
    this.token = token;
    this.channel = channel;
    this.ready = new Promise((resolve, reject) => {
      this.#resolveReady = resolve;
      this.#rejectReady = reject;
    });
    this.ready.catch(() => {});
    this.ended = new Promise((resolve) => (this.#resolveEnded = resolve));
  }

  /** Whether a signal was requested, even if there is no process yet. */
  get isUnwanted(): boolean {
    return this.#wantedSignal !== null;
  }

  kill(signal: 'SIGTERM' | 'SIGKILL'): boolean {
    this.#wantedSignal = constants.signals[signal];
    this.#kill?.(this.#wantedSignal);
    return true;
  }

  /** Called when the child was forked. */
  onForked(pid: number, kill: KillThroughServer): void {
    this.pid = pid;
    this.channel.close();
    this.#kill = (signal) => kill(pid, signal);
    if (this.#wantedSignal !== null) this.#kill(this.#wantedSignal);
    this.#resolveReady();
  }

  /** Called when the child cannot be forked. */
  onFailed(error: Error): void {
    this.channel.close();
    this.#rejectReady(error);
    this.#end({ code: null, error });
  }

  /** Called when the fork server reports the end of the child: an exit code, or a negative signal number. */
  onExited(status: number): void {
    const how = status < 0 ? signalName(-status) : `exit code ${status}`;
    const error = status === 0 ? null : workerEnded(`process of the handler ended (${how})`);
    this.#end({ code: status < 0 ? null : status, error });
  }

  /** Called when the further life of the child cannot be observed. */
  onLost(how: string, cause: unknown): void {
    this.#end({ code: null, error: workerEnded(`process ${how}`, cause), isLost: true });
  }

  /** Called when the fork server has ended while the child lives; its exit code cannot be known any more. */
  onOrphaned(): void {
    const end: ChildEnd = {
      code: null,
      error: workerEnded('process of the handler ended, after the server that forked it'),
    };
    if (this.pid === undefined) return this.#end(end);
    let fd: number;
    try {
      fd = watchProcess(this.pid, () => this.#end(end));
    } catch (error) {
      // Without a descriptor the child cannot be watched yet. The kernel does not reuse its process id so soon.
      if (isShortage(error)) setTimeout(() => this.onOrphaned(), RETRY_MS).unref();
      else if (isGone(error)) this.#end(end);
      else
        this.onLost(
          'of the handler cannot be watched, after the server that forked it ended',
          error,
        );
      return;
    }
    this.#kill = (signal) => this.#signal(fd, signal);
    // The fork server may have ended before it sent a requested signal.
    if (this.#wantedSignal !== null) this.#kill(this.#wantedSignal);
  }

  #signal(fd: number, signal: number): void {
    try {
      pidfdSendSignal(fd, signal);
    } catch (error) {
      // If the child has ended, the watcher reports it. If the child cannot be ended, nobody may wait for its end.
      if (!isGone(error)) this.onLost('of the handler could not be ended', error);
    }
  }

  #end(end: ChildEnd): void {
    this.#kill = () => {};
    this.#resolveEnded(end);
  }
}

/** Calls back once when a process has ended. Returns a descriptor of the process (pidfd_open(2)), which is closed then. */
const watchProcess = (pid: number, onEnd: () => void): number => {
  const fd = pidfdOpen(pid);
  try {
    const watched = watch(fd, EVENT_READ, () => {
      watched.stop();
      close(fd);
      onEnd();
    }).unref();
    return fd;
  } catch (error) {
    close(fd);
    throw error;
  }
};

const isGone = (error: unknown): boolean => (error as { code?: unknown }).code === 'ESRCH';

const signalName = (number: number): string =>
  Object.entries(constants.signals).find(([, value]) => value === number)?.[0] ??
  `signal ${number}`;

/** A reply of a fork server about a child that has a process id. */
export type ChildReply = Extract<ForkReply, { pid: number }>;

/** The error in a reply of a fork server. */
export const errorOf = ({
  result,
  syscall = 'fork',
}: {
  readonly result: number;
  readonly syscall?: string;
}): SocketError => socketError(result, syscall);

/** The living children of one fork server, by their process ids. */
export class ForkedChildren {
  readonly #children = new Map<number, ForkedChild>();

  add(pid: number, child: ForkedChild): void {
    this.#children.set(pid, child);
  }

  onReply(reply: ChildReply): void {
    const child = this.#children.get(reply.pid);
    // A child that could not be killed keeps its process id until it ends.
    if (reply.kind !== 'unkilled') this.#children.delete(reply.pid);
    if (reply.kind === 'exited') child?.onExited(reply.status);
    else if (reply.kind === 'unkilled')
      child?.onLost('of the handler could not be ended', errorOf(reply));
    else child?.onLost('of the handler ended, and the kernel does not say how', errorOf(reply));
  }

  /** Called when the fork server has ended. */
  orphan(): void {
    const orphans = [...this.#children.values()];
    this.#children.clear();
    for (const child of orphans) child.onOrphaned();
  }
}
