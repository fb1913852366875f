// The server's side of its fork server: asks it for children, hears how they end, and starts another
// when it dies. Children that live then finish; children that were asked for are asked for again.
import { clearTimeout, setTimeout } from 'node:timers';
import { Watcher, readForkReply, requestFork, requestKill, socketError } from '@fdset/posix';
import type { SocketError } from '@fdset/posix';
import { SHUT_WR } from '@fdset/socket';
import type { Socket } from '@fdset/socket';
import type { Child } from './child.js';
import type { ForkRequest } from './fork-request.js';
import { ForkedChild } from './forked-child.js';
import { retryOf } from './handing-over.js';
import { RETRY_MS, hostEnded } from './host.js';
import { isUnusable } from './plain-error.js';
import type { ProcessStart } from './process-messages.js';
import { readPastReset } from './read-past-reset.js';
import { isShortage } from './shortage.js';
import { startForkServer } from './start-fork-server.js';
import type { StartedForkServer } from './start-fork-server.js';

// A child whose server dies again and again must not keep asking for another.
const MOST_REQUESTS = 3;

/** One running fork server. */
interface Running extends StartedForkServer {
  readonly watcher: Watcher;
}

/** The fork server of one server. */
export class ForkServer {
  readonly #start: ProcessStart;
  readonly #serverFd: number | null;
  readonly #onShortage: (error: unknown) => void;
  readonly #awaited = new Map<number, ForkedChild>();
  /** Those of them that no fork server is asked for at present. */
  #unasked: ForkedChild[] = [];
  #retry: NodeJS.Timeout | null = null;
  #flushing: NodeJS.Timeout | null = null;
  readonly #children = new Map<number, ForkedChild>();
  #outbox: ForkRequest[] = [];
  #running: Running | null = null;
  #lastToken = 0;
  /** Why the last one ended. */
  #cause: unknown = undefined;
  #isClosed = false;

  /** @param onShortage - told that a child has to wait, since something ran out. */
  constructor(start: ProcessStart, serverFd: number | null, onShortage: (error: unknown) => void) {
    this.#start = start;
    this.#serverFd = serverFd;
    this.#onShortage = onShortage;
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

  /** Ends it; its children go on, and those that it has not forked never will be. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const running = this.#running;
    if (running !== null) {
      // What it has said of its children is still to be read.
      running.control.shutdown(SHUT_WR);
      // Until it parks it does not look at its socket.
      running.child.kill('SIGKILL');
      await running.ended;
    }
    if (this.#retry !== null) clearTimeout(this.#retry);
    if (this.#flushing !== null) clearTimeout(this.#flushing);
    for (const child of this.#awaited.values()) this.#fail(child, 'was never forked');
  }

  #run(): Running {
    if (this.#running !== null) return this.#running;
    const started = startForkServer(this.#start, this.#serverFd);
    const watcher = new Watcher(started.control.fileno(), () => this.#read(running));
    const running: Running = { ...started, watcher };
    watcher.start();
    watcher.unref();
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
    this.#send({
      send: (controlFd) => requestFork(controlFd, token, channel.fileno()),
      failed: (error) => this.#fail(child, 'could not be asked for', error),
    });
  }

  #fail(child: ForkedChild, why: string, cause?: unknown): void {
    this.#awaited.delete(child.token);
    child.failed(hostEnded(`process of the handler ${why}`, cause));
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
    this.#unasked.push(...children);
    if (this.#retry !== null) return;
    this.#onShortage(error);
    this.#retry = setTimeout(() => this.#askAgain(), RETRY_MS);
  }

  readonly #kill = (pid: number, signal: number): void => {
    this.#send({ send: (controlFd) => requestKill(controlFd, pid, signal), failed: () => {} });
  };

  #send(request: ForkRequest): void {
    this.#outbox.push(request);
    this.#flush();
  }

  // What does not fit goes with the next reply, which there will be: the server has work.
  #flush(): void {
    if (this.#running === null) return;
    const { control } = this.#running;
    for (let first = this.#outbox[0]; first !== undefined; first = this.#outbox[0]) {
      try {
        if (!first.send(control.fileno())) return;
      } catch (error) {
        if (!this.#unsent(first, error)) return;
      }
      this.#outbox.shift();
    }
  }

  // Whether the next one is to be sent.
  #unsent(request: ForkRequest, error: unknown): boolean {
    const retry = retryOf(error);
    if (retry === 'never') request.failed(error);
    // It has gone, and its exit asks another one.
    if (retry === 'elsewhere') this.#outbox = [];
    if (retry === 'later') this.#flushLater(error);
    return retry === 'never';
  }

  #flushLater(error: unknown): void {
    if (this.#flushing !== null) return;
    this.#onShortage(error);
    this.#flushing = setTimeout(() => {
      this.#flushing = null;
      this.#flush();
    }, RETRY_MS);
  }

  #read(running: Running): void {
    while (this.#running === running) {
      const reply = readPastReset(() => readForkReply(running.control.fileno()), null);
      if (reply === null) break;
      if (reply.kind === 'gone') {
        running.watcher.close();
        return;
      }
      if (reply.kind === 'forked') this.#forked(reply.token, reply.result);
      else this.#exited(reply.pid, reply.status);
    }
    this.#flush();
  }

  #forked(token: number, result: number): void {
    const child = this.#awaited.get(token);
    if (child === undefined) return;
    if (result < 0) {
      this.#notForked(child, socketError(result, 'fork'));
      return;
    }
    this.#awaited.delete(token);
    this.#children.set(result, child);
    child.forked(result, this.#kill);
  }

  #notForked(child: ForkedChild, error: SocketError): void {
    child.requests = 0;
    if (isShortage(error)) this.#askLater([child], error);
    else this.#fail(child, `could not be forked (${error.code})`, error);
  }

  #exited(pid: number, status: number): void {
    const child = this.#children.get(pid);
    this.#children.delete(pid);
    child?.exited(status);
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
    this.#cause = cause;
    this.#read(running);
    this.#end(running);
    if (this.#isClosed) return;
    this.#unasked = [...this.#awaited.values()];
    if (this.#retry === null) this.#askAgain();
  }

  #end(running: Running): void {
    running.watcher.close();
    running.control.close();
    this.#running = null;
    this.#outbox = [];
    const orphans = [...this.#children.values()];
    this.#children.clear();
    for (const child of orphans) child.orphaned();
  }
}
