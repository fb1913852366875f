// The server's side of its fork server: asks it for children, hears how they end, and starts another
// when it dies. Children that live then finish; children that were asked for are asked for again.
import {
  ConnectionResetError,
  Watcher,
  readForkReply,
  requestFork,
  requestKill,
} from '@fdset/posix';
import type { ForkReply } from '@fdset/posix';
import { AF_UNIX, SOCK_SEQPACKET, socketpair } from '@fdset/socket';
import type { Socket } from '@fdset/socket';
import type { Child } from './child.js';
import { ForkedChild } from './forked-child.js';
import { hostEnded } from './host.js';
import { isUnusable } from './plain-error.js';
import type { ProcessStart } from './process-messages.js';
import { startProgram } from './start-program.js';
import type { StartedProgram } from './start-program.js';

const FLAGS = [
  // No helper threads of V8: they would be missing in a child that collects garbage.
  '--single-threaded',
  '--v8-pool-size=0',
  // What was compiled once, ahead even of its first call, need not be compiled by every child.
  '--no-flush-bytecode',
  '--no-lazy',
];
// A child whose server dies again and again must not keep asking for another.
const MOST_REQUESTS = 3;

/** What is asked of the fork server; false when it has to be asked again later. */
type Request = (controlFd: number) => boolean;

/** One running fork server. */
interface Running extends StartedProgram {
  readonly control: Socket;
  readonly watcher: Watcher;
}

/** The fork server of one server. */
export class ForkServer {
  readonly #start: ProcessStart;
  readonly #serverFd: number | null;
  readonly #awaited = new Map<number, ForkedChild>();
  readonly #children = new Map<number, ForkedChild>();
  #outbox: Request[] = [];
  #running: Running | null = null;
  #lastToken = 0;
  #isClosed = false;

  constructor(start: ProcessStart, serverFd: number | null) {
    this.#start = start;
    this.#serverFd = serverFd;
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

  /** Ends it; its children go on. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const running = this.#running;
    if (running === null) return;
    this.#end(running);
    // Until it parks it does not look at its socket.
    running.child.kill('SIGKILL');
    await running.ended;
  }

  #run(): Running {
    if (this.#running !== null) return this.#running;
    const [control, theirs] = socketpair(AF_UNIX, SOCK_SEQPACKET);
    control.setblocking(false);
    const watcher = new Watcher(control.fileno(), () => this.#read(running));
    const running: Running = { ...this.#startProgram(theirs), control, watcher };
    watcher.start();
    watcher.unref();
    running.ready.catch((error: Error) => this.#unusable(error));
    void running.ended.then(() => this.#gone(running));
    this.#running = running;
    return running;
  }

  #startProgram(theirs: Socket): StartedProgram {
    return startProgram({
      file: './fork-main.js',
      what: 'fork server',
      flags: FLAGS,
      start: this.#start,
      theirs,
      serverFd: this.#serverFd,
    });
  }

  #ask(child: ForkedChild): void {
    const { token, channel } = child;
    if (++child.requests > MOST_REQUESTS) {
      this.#awaited.delete(token);
      child.failed(hostEnded('fork server ended again and again'));
      return;
    }
    this.#send((controlFd) => requestFork(controlFd, token, channel.fileno()));
  }

  readonly #kill = (pid: number, signal: number): void => {
    this.#send((controlFd) => requestKill(controlFd, pid, signal));
  };

  #send(request: Request): void {
    this.#outbox.push(request);
    this.#flush();
  }

  // What does not fit goes with the next reply, which there will be: the server has work.
  #flush(): void {
    if (this.#running === null) return;
    const { control } = this.#running;
    try {
      while (this.#outbox[0]?.(control.fileno())) this.#outbox.shift();
    } catch {
      // It has gone, and its exit asks another one.
      this.#outbox = [];
    }
  }

  #read(running: Running): void {
    while (this.#running === running) {
      const reply = this.#nextReply(running);
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

  // A server that was killed had not read everything: the kernel says so once, before what it had said.
  #nextReply({ control }: Running): ForkReply | null {
    try {
      return readForkReply(control.fileno());
    } catch (error) {
      if (error instanceof ConnectionResetError) return readForkReply(control.fileno());
      throw error;
    }
  }

  #forked(token: number, result: number): void {
    const child = this.#awaited.get(token);
    this.#awaited.delete(token);
    if (child === undefined) return;
    if (result < 0) {
      child.failed(hostEnded(`process of the handler could not be forked (errno ${-result})`));
      return;
    }
    this.#children.set(result, child);
    child.forked(result, this.#kill);
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
    for (const child of awaited) child.failed(error);
  }

  #gone(running: Running): void {
    if (this.#running !== running) return;
    this.#read(running);
    this.#end(running);
    if (this.#isClosed || this.#awaited.size === 0) return;
    this.#run();
    for (const child of this.#awaited.values()) this.#ask(child);
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
