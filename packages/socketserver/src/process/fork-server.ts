// The server's side of its fork server: asks it for children, hears how they end, and starts another
// when it dies. Children that live then finish; children that were asked for are asked for again.
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

// A child whose server dies again and again must not keep asking for another.
const MOST_REQUESTS = 3;

/** One running fork server. */
interface Running extends StartedForkServer {
  /** Why it cannot fork, in its own words: then it ends. */
  refusal: SocketError | null;
}

/** The fork server of one server. */
export class ForkServer {
  readonly #start: ProcessOrder;
  readonly #serverFd: number | null;
  readonly #onShortage: (error: unknown) => void;
  readonly #awaited = new Map<number, ForkedChild>();
  /** Those of them that no fork server is asked for at present. */
  #unasked: ForkedChild[] = [];
  #retry: NodeJS.Timeout | null = null;
  readonly #children = new ForkedChildren();
  readonly #outbox: ForkOutbox;
  #running: Running | null = null;
  #lastToken = 0;
  /** Why the last one ended. */
  #cause: unknown = undefined;
  /** Why children wait; undefined while none does. */
  #shortage: unknown = undefined;
  #isClosed = false;

  /** @param onShortage - told that a child has to wait, since something ran out. */
  constructor(start: ProcessOrder, serverFd: number | null, onShortage: (error: unknown) => void) {
    this.#start = start;
    this.#serverFd = serverFd;
    this.#onShortage = onShortage;
    this.#outbox = new ForkOutbox(
      () => this.#running?.control ?? null,
      (error) => onShortage((this.#shortage = error)),
    );
  }

  /** Starts it; resolves when it has loaded the handler. */
  start(): Promise<void> {
    return this.#run().ready;
  }

  /** Forks a child that gets `channel`, which is then the child's alone. */
  fork(channel: Socket): Child {
    this.#run();
    const child = new ForkedChild(++this.#lastToken, channel);
    this.#awaited.set(child.token, child);
    this.#ask(child);
    return child;
  }

  /** Why children cannot be forked at present; undefined when nothing keeps them. */
  get shortage(): unknown {
    return this.#shortage;
  }

  /** Ends it; its children go on, and those that it has not forked never will be. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const running = this.#running;
    if (running !== null) {
      // What it has said of its children is still to be read.
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
    let said: unknown = null;
    running.ready.catch((error: Error) => {
      said = error;
      this.#unusable(error);
    });
    // What it said itself tells more than its exit.
    void running.ended.then(({ error }) => this.#gone(running, said ?? error));
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
      failed: (error) => this.#fail(child, 'could not be asked for', error),
    });
  }

  #fail(child: ForkedChild, why: string, cause?: unknown): void {
    this.#awaited.delete(child.token);
    child.failed(workerEnded(`process of the handler ${why}`, cause));
  }

  #askAgain(): void {
    this.#retry = null;
    for (const child of this.#unasked.filter(({ isUnwanted }) => isUnwanted))
      this.#fail(child, 'was ended before it was forked');
    const unasked = this.#unasked.filter(({ isUnwanted }) => !isUnwanted);
    this.#unasked = [];
    if (unasked.length === 0) return;
    try {
      this.#run();
      for (const child of unasked) this.#ask(child);
    } catch (error) {
      this.#askLater(unasked, error);
    }
  }

  #askLater(children: readonly ForkedChild[], error: unknown): void {
    this.#shortage = error;
    this.#unasked.push(...children);
    if (this.#retry !== null) return;
    this.#onShortage(error);
    this.#retry = setTimeout(() => this.#askAgain(), RETRY_MS);
  }

  readonly #kill = (pid: number, signal: number): void => {
    this.#outbox.send({
      send: (controlFd) => requestKill(controlFd, pid, signal),
      failed: () => {},
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
      this.#hear(reply, running);
    }
    this.#outbox.flush();
  }

  #nextReply(running: Running): ForkReply | null {
    try {
      return readPastReset(
        () => readForkReply(running.control.fileno()),
        (error) => {
          running.watch.rest(error);
          return null;
        },
      );
    } catch (error) {
      // Whatever it does would never be heard: its children are watched from here, and another one takes its place.
      const why = workerEnded('fork server was ended, since its socket cannot be read', error);
      this.#onShortage(why);
      running.child.kill('SIGKILL');
      this.#replace(running, why);
      return null;
    }
  }

  #hear(reply: Exclude<ForkReply, { kind: 'gone' }>, running: Running): void {
    if (reply.kind === 'forked') this.#forked(reply);
    else if (reply.kind === 'refused') running.refusal = errorOf(reply);
    else this.#children.hear(reply);
  }

  #forked(reply: Extract<ForkReply, { kind: 'forked' }>): void {
    const { token, result } = reply;
    const child = this.#awaited.get(token);
    if (child === undefined) return;
    if (result < 0) return this.#notForked(child, errorOf(reply));
    this.#shortage = undefined;
    this.#awaited.delete(token);
    this.#children.add(result, child);
    child.forked(result, this.#kill);
  }

  #notForked(child: ForkedChild, error: SocketError): void {
    child.requests = 0;
    if (isShortage(error)) this.#askLater([child], error);
    else this.#fail(child, `could not be forked (${error.code})`, error);
  }

  // It could not load the handler: another one could not either. One that was killed is replaced (#gone).
  #unusable(error: Error): void {
    if (!isUnusable(error)) return;
    const awaited = [...this.#awaited.values()];
    this.#awaited.clear();
    this.#unasked = [];
    for (const child of awaited) child.failed(error);
  }

  #gone(running: Running, cause: unknown): void {
    if (this.#running !== running) return;
    this.#read(running);
    if (this.#running === running) this.#replace(running, running.refusal ?? cause);
  }

  #replace(running: Running, cause: unknown): void {
    this.#cause = cause;
    this.#end(running);
    if (this.#isClosed) return;
    this.#unasked = [...this.#awaited.values()];
    if (this.#retry === null) this.#askAgain();
  }

  #end(running: Running): void {
    running.watch.stop();
    running.control.close();
    this.#running = null;
    this.#outbox.clear();
    this.#children.orphan();
  }
}
