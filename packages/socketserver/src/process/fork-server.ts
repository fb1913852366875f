// The server's side of its fork server: it asks the fork server for children, learns how they end, and starts another fork
// server when the first one ends. Living children then go on, and requested children are requested again.
import { clearTimeout, setTimeout } from 'node:timers';
import { readForkReply, requestFork, requestKill } from '@fdset/posix';
import type { ForkReply, SocketError } from '@fdset/posix';
import { SHUT_WR } from '@fdset/socket';
import type { Socket } from '@fdset/socket';
import { isShortage } from '../strategy/shortage.js';
import { workerEnded, RETRY_MS } from '../strategy/worker.js';
import { isUnusable } from '../worker/plain-error.js';
import type { Child } from './child.js';
import { ForkOutbox } from './fork-outbox.js';
import { errorOf, ForkedChild, ForkedChildren } from './forked-child.js';
import { readPastReset } from './job-returns.js';
import type { ProcessOrder } from './process-messages.js';
import { killForkServer, startForkServer } from './start-fork-server.js';
import type { StartedForkServer } from './start-fork-server.js';

// A child whose fork servers end again and again must not start new ones for ever.
const MOST_REQUESTS = 3;

/** One running fork server. */
interface Running extends StartedForkServer {
  /** Why it cannot fork, as it reported before its end. */
  refusal: SocketError | null;
}

/** The fork server of one server. */
export class ForkServer {
  readonly #start: ProcessOrder;
  readonly #serverFd: number | null;
  readonly #onShortage: (error: unknown) => void;
  readonly #awaited = new Map<number, ForkedChild>();
  /** The awaited children that no fork server is asked for at present. */
  #postponed: ForkedChild[] = [];
  #retry: NodeJS.Timeout | null = null;
  readonly #children = new ForkedChildren();
  readonly #outbox: ForkOutbox;
  #running: Running | null = null;
  #lastToken = 0;
  /** Why the last fork server ended. */
  #cause: unknown = undefined;
  /** Why children wait; undefined while none waits. */
  #shortage: unknown = undefined;
  #isClosed = false;

  /** @param onShortage - is called when a child has to wait because of a shortage */
  constructor(start: ProcessOrder, serverFd: number | null, onShortage: (error: unknown) => void) {
    this.#start = start;
    this.#serverFd = serverFd;
    this.#onShortage = onShortage;
    this.#outbox = new ForkOutbox(
      () => this.#running?.control ?? null,
      (error) => onShortage((this.#shortage = error)),
    );
  }

  /** Starts the fork server; resolves when it has loaded the handler. */
  start(): Promise<void> {
    return this.#run().ready;
  }

  /** Forks a child, which alone owns `channel` afterwards. */
  fork(channel: Socket): Child {
    this.#run();
    const child = new ForkedChild(++this.#lastToken, channel);
    this.#awaited.set(child.token, child);
    this.#ask(child);
    return child;
  }

  /** Why children cannot be forked at present; undefined if they can. */
  get shortage(): unknown {
    return this.#shortage;
  }

  /** Ends the fork server. Its children go on; children that it has not forked fail. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const running = this.#running;
    if (running !== null) {
      // The replies about its children are still to be read.
      running.control.shutdown(SHUT_WR);
      const error = await killForkServer(running);
      if (error !== null) this.#onShortage(error);
      if (this.#running === running) this.#end(running);
    }
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#outbox.stop();
    for (const child of this.#awaited.values()) this.#fail(child, 'was never forked');
  }

  #run(): Running {
    if (this.#running !== null) return this.#running;
    const started = startForkServer(this.#start, this.#serverFd, {
      onReadable: () => this.#read(running),
      onShortage: this.#onShortage,
    });
    const running: Running = { ...started, refusal: null };
    let startError: unknown = null;
    running.ready.catch((error: Error) => {
      startError = error;
      this.#onUnusable(error);
    });
    // The error of its start tells more than its exit code.
    void running.ended.then(({ error }) => this.#onGone(running, startError ?? error));
    this.#running = running;
    return running;
  }

  #ask(child: ForkedChild): void {
    const { token, channel } = child;
    if (++child.requests > MOST_REQUESTS) {
      this.#fail(child, 'was not forked: the fork server ended again and again', this.#cause);
      return;
    }
    this.#outbox.send({
      send: (controlFd) => requestFork(controlFd, token, channel.fileno()),
      onFailed: (error) => this.#fail(child, 'could not be requested', error),
    });
  }

  #fail(child: ForkedChild, why: string, cause?: unknown): void {
    this.#awaited.delete(child.token);
    child.onFailed(workerEnded(`process of the handler ${why}`, cause));
  }

  #askForPostponed(): void {
    this.#retry = null;
    for (const child of this.#postponed.filter(({ isUnwanted }) => isUnwanted))
      this.#fail(child, 'was ended before it was forked');
    const postponed = this.#postponed.filter(({ isUnwanted }) => !isUnwanted);
    this.#postponed = [];
    if (postponed.length === 0) return;
    try {
      this.#run();
      for (const child of postponed) this.#ask(child);
    } catch (error) {
      this.#postpone(postponed, error);
    }
  }

  #postpone(children: readonly ForkedChild[], error: unknown): void {
    this.#shortage = error;
    this.#postponed.push(...children);
    if (this.#retry !== null) return;
    this.#onShortage(error);
    this.#retry = setTimeout(() => this.#askForPostponed(), RETRY_MS);
  }

  readonly #kill = (pid: number, signal: number): void => {
    this.#outbox.send({
      send: (controlFd) => requestKill(controlFd, pid, signal),
      onFailed: () => {},
    });
  };

  #read(running: Running): void {
    while (this.#running === running) {
      const reply = this.#nextReply(running);
      if (reply === null) break;
      if (reply.kind === 'gone') {
        running.watch.stop();
        return;
      }
      this.#onReply(reply, running);
    }
    this.#outbox.flush();
  }

  #nextReply(running: Running): ForkReply | null {
    try {
      return readPastReset(
        () => readForkReply(running.control.fileno()),
        (error) => {
          running.watch.pause(error);
          return null;
        },
      );
    } catch (error) {
      // Its replies can never be read again. Its children are watched from here, and another fork server replaces it.
      const why = workerEnded('fork server was ended, since its socket cannot be read', error);
      this.#onShortage(why);
      running.child.kill('SIGKILL');
      this.#replace(running, why);
      return null;
    }
  }

  #onReply(reply: Exclude<ForkReply, { kind: 'gone' }>, running: Running): void {
    if (reply.kind === 'forked') this.#onForked(reply);
    else if (reply.kind === 'refused') running.refusal = errorOf(reply);
    else this.#children.onReply(reply);
  }

  #onForked(reply: Extract<ForkReply, { kind: 'forked' }>): void {
    const { token, result } = reply;
    const child = this.#awaited.get(token);
    if (child === undefined) return;
    if (result < 0) return this.#onNotForked(child, errorOf(reply));
    this.#shortage = undefined;
    this.#awaited.delete(token);
    this.#children.add(result, child);
    child.onForked(result, this.#kill);
  }

  #onNotForked(child: ForkedChild, error: SocketError): void {
    child.requests = 0;
    if (isShortage(error)) this.#postpone([child], error);
    else this.#fail(child, `could not be forked (${error.code})`, error);
  }

  // A fork server that cannot load the handler is not replaced, because another one could not load it either.
  #onUnusable(error: Error): void {
    if (!isUnusable(error)) return;
    const awaited = [...this.#awaited.values()];
    this.#awaited.clear();
    this.#postponed = [];
    for (const child of awaited) child.onFailed(error);
  }

  #onGone(running: Running, cause: unknown): void {
    if (this.#running !== running) return;
    this.#read(running);
    if (this.#running === running) this.#replace(running, running.refusal ?? cause);
  }

  #replace(running: Running, cause: unknown): void {
    this.#cause = cause;
    this.#end(running);
    if (this.#isClosed) return;
    this.#postponed = [...this.#awaited.values()];
    if (this.#retry === null) this.#askForPostponed();
  }

  #end(running: Running): void {
    running.watch.stop();
    running.control.close();
    this.#running = null;
    this.#outbox.clear();
    this.#children.orphan();
  }
}
