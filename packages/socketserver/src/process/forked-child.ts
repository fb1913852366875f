// A child of the fork server: known by its token until there is a process, by its process id from then on.
import { constants } from 'node:os';
import { setTimeout } from 'node:timers';
import { close, pidfdOpen, pidfdSendSignal, socketError } from '@fdset/posix';
import type { ForkReply, SocketError } from '@fdset/posix';
import { EVENT_READ, watch } from '@fdset/selectors';
import type { Socket } from '@fdset/socket';
import { isShortage } from '../strategy/shortage.js';
import { workerEnded, RETRY_MS } from '../strategy/worker.js';
import type { Child, ChildEnd } from './child.js';

/** Sends a signal through the fork server, which knows whether the child still is. */
export type KillThroughServer = (pid: number, signal: number) => void;

type Killing = (signal: number) => void;

/** One child. */
export class ForkedChild implements Child {
  readonly token: number;
  /** The socket to its worker: kept until there is a process, since a server may die before it forks. */
  readonly channel: Socket;
  readonly ready: Promise<void>;
  readonly ended: Promise<ChildEnd>;
  pid: number | undefined = undefined;
  /** How often it was asked for. */
  requests = 0;
  #resolveReady!: () => void;
  #rejectReady!: (error: Error) => void;
  #resolveEnded!: (end: ChildEnd) => void;
  #kill: Killing | null = null;
  #wanted: number | null = null;

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

  /** Whether it shall end, though there may be no process yet. */
  get isUnwanted(): boolean {
    return this.#wanted !== null;
  }

  kill(signal: 'SIGTERM' | 'SIGKILL'): boolean {
    this.#wanted = constants.signals[signal];
    this.#kill?.(this.#wanted);
    return true;
  }

  /** It is a process now. */
  forked(pid: number, kill: KillThroughServer): void {
    this.pid = pid;
    this.channel.close();
    this.#kill = (signal) => kill(pid, signal);
    if (this.#wanted !== null) this.#kill(this.#wanted);
    this.#resolveReady();
  }

  /** It never became a process. */
  failed(error: Error): void {
    this.channel.close();
    this.#rejectReady(error);
    this.#end({ code: null, error });
  }

  /** Its server says how it ended: with a code, or by a signal if the number is negative. */
  exited(status: number): void {
    const how = status < 0 ? signalName(-status) : `exit code ${status}`;
    const error = status === 0 ? null : workerEnded(`process of the handler ended (${how})`);
    this.#end({ code: status < 0 ? null : status, error });
  }

  /** Nobody knows any more what becomes of it. */
  lost(how: string, cause: unknown): void {
    this.#end({ code: null, error: workerEnded(`process ${how}`, cause), isLost: true });
  }

  /** Its server has gone, and it lives on; nobody will ever know how it ends. */
  orphaned(): void {
    const end: ChildEnd = {
      code: null,
      error: workerEnded('process of the handler ended, after the server that forked it'),
    };
    if (this.pid === undefined) return this.#end(end);
    let fd: number;
    try {
      fd = watchProcess(this.pid, () => this.#end(end));
    } catch (error) {
      // Without a descriptor nobody sees yet whether it lives; its process id is nobody else's before long.
      if (isShortage(error)) setTimeout(() => this.orphaned(), RETRY_MS).unref();
      else if (isGone(error)) this.#end(end);
      else
        this.lost('of the handler cannot be watched, after the server that forked it ended', error);
      return;
    }
    this.#kill = (signal) => this.#signal(fd, signal);
    // What was asked of the server may not have been done.
    if (this.#wanted !== null) this.#kill(this.#wanted);
  }

  #signal(fd: number, signal: number): void {
    try {
      pidfdSendSignal(fd, signal);
    } catch (error) {
      // It has ended, and the watcher will say so; of one that cannot be ended nobody waits for the end.
      if (!isGone(error)) this.lost('of the handler could not be ended', error);
    }
  }

  #end(end: ChildEnd): void {
    this.#kill = () => {};
    this.#resolveEnded(end);
  }
}

/** Calls back once when a process has ended; gives the descriptor that stands for it until then. */
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

// The children of one fork server, and what it says of them.

/** What is said of a child that has a process id. */
export type ChildReply = Extract<ForkReply, { pid: number }>;

/** The error that a fork server tells. */
export const errorOf = ({
  result,
  syscall = 'fork',
}: {
  readonly result: number;
  readonly syscall?: string;
}): SocketError => socketError(result, syscall);

/** Those that live, by their process ids. */
export class ForkedChildren {
  readonly #children = new Map<number, ForkedChild>();

  add(pid: number, child: ForkedChild): void {
    this.#children.set(pid, child);
  }

  hear(reply: ChildReply): void {
    const child = this.#children.get(reply.pid);
    // One that could not be ended ends some time, and its process id is its own until then.
    if (reply.kind !== 'unkilled') this.#children.delete(reply.pid);
    if (reply.kind === 'exited') child?.exited(reply.status);
    else if (reply.kind === 'unkilled')
      child?.lost('of the handler could not be ended', errorOf(reply));
    else child?.lost('of the handler ended, and the kernel does not say how', errorOf(reply));
  }

  /** The server has gone. */
  orphan(): void {
    const orphans = [...this.#children.values()];
    this.#children.clear();
    for (const child of orphans) child.orphaned();
  }
}
