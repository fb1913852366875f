// One child process as the server sees it: gets connections by SCM_RIGHTS, says when it has done.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Watcher, close } from '@fdset/posix';
import { AF_UNIX, ConnectionResetError, SOCK_SEQPACKET, socketpair } from '@fdset/socket';
import type { Socket } from '@fdset/socket';
import { hostEnded, nextHostId } from './host.js';
import type { Host, HostListener } from './host.js';
import type { HostStart } from './host-start.js';
import type { Job } from './job-slot.js';
import { fromPlainError, fromUnusable } from './plain-error.js';
import { MESSAGE_BYTES, decode, encode } from './process-messages.js';
import type { EndMessage, StartMessage } from './process-messages.js';
import type { Work } from './work.js';

/** What a child is started with. */
export interface ProcessStart extends HostStart {
  /** It ends after one request. */
  readonly once: boolean;
}

// A handler may have a listener for SIGTERM, or not come to it.
const KILL_AFTER_MS = 500;

/** A child process and the socket to it. */
export class ProcessHost implements Host {
  readonly id = nextHostId();
  readonly ready: Promise<void>;
  work: Work | null = null;
  idleSince = performance.now();
  busyMs = 0;

  readonly #channel: Socket;
  readonly #watcher: Watcher;
  readonly #child: ChildProcess;
  readonly #listener: HostListener;
  readonly #gone: Promise<unknown>;
  #asked = false;
  #ended = false;

  /** @param serverFd - the server's socket, with which handlers of datagrams answer. */
  constructor(start: ProcessStart, serverFd: number, listener: HostListener) {
    const [own, theirs] = socketpair(AF_UNIX, SOCK_SEQPACKET);
    this.#channel = own;
    this.#listener = listener;
    this.#child = startOrClose(theirs, serverFd, own);
    this.#watcher = new Watcher(own.fileno(), () => this.#read());
    this.#watcher.start();
    this.#watcher.unref();
    this.ready = new Promise((resolve, reject) => this.#awaitStart(start, resolve, reject));
    this.ready.catch(() => {});
    this.#gone = new Promise((resolve) => {
      this.#child.once('exit', resolve);
      this.#child.once('error', resolve);
    });
    this.#child.unref();
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  assign(work: Work, job: Job): void {
    this.work = work;
    this.#ended = false;
    const { fd, ...message } = job;
    const fds = job.packet === null ? [fd] : [];
    try {
      this.#channel.sendmsg(encode(message), { fds });
    } catch {
      // The child has gone: its exit is reported, and ends the request.
    } finally {
      if (job.packet === null) close(fd);
    }
  }

  collect(): boolean {
    const ended = this.#ended;
    this.#ended = false;
    return ended;
  }

  dismiss(): void {
    this.#asked = true;
    this.#closeChannel();
  }

  terminate(): Promise<unknown> {
    this.#asked = true;
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return this.#gone;
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), KILL_AFTER_MS);
    return this.#gone.finally(() => clearTimeout(timer));
  }

  #awaitStart(start: ProcessStart, resolve: () => void, reject: (error: Error) => void): void {
    const child = this.#child;
    child.once('message', ({ unusable }: StartMessage) => {
      child.disconnect();
      if (unusable === null) resolve();
      else reject(fromUnusable(unusable));
    });
    child.once('error', (error) => {
      reject(error);
      // It was never started, and there will be no exit.
      if (child.pid === undefined) this.#exited(null, error);
    });
    child.once('exit', (code, signal) => {
      const how = signal === null ? `exit code ${code}` : signal;
      const error = hostEnded(`process of the handler ended (${how})`);
      reject(error);
      this.#exited(code, error);
    });
    // A child that could not be started, or ended at once, reports it by its exit.
    child.send(start, () => {});
  }

  #exited(code: number | null, error: Error): void {
    this.#read();
    // process.exit(0) in a handler is a way to end a request.
    if (code === 0 && this.work !== null) this.#ended = true;
    this.#closeChannel();
    this.#listener.onGone(this, this.#asked || code === 0 ? null : error);
  }

  #read(): void {
    while (!this.#channel.closed) {
      const bytes = this.#receive();
      if (bytes === null) return;
      if (bytes.length === 0) {
        // The child has gone; what it left of its request is told by its exit.
        this.#watcher.close();
        return;
      }
      this.#take(decode(bytes) as EndMessage);
    }
  }

  // A child that is killed with a job that it has not read resets its socket.
  #receive(): Buffer | null {
    try {
      return this.#channel.tryRecv(MESSAGE_BYTES);
    } catch (error) {
      if (error instanceof ConnectionResetError) return Buffer.alloc(0);
      throw error;
    }
  }

  #take({ error, busyMs }: EndMessage): void {
    this.busyMs = busyMs;
    if (error !== null) {
      this.#listener.onFailed(this, fromPlainError(error));
      return;
    }
    this.#ended = true;
    this.#listener.onEnded();
  }

  #closeChannel(): void {
    this.#watcher.close();
    this.#channel.close();
  }
}

const startOrClose = (theirs: Socket, serverFd: number, own: Socket): ChildProcess => {
  try {
    return startChild(theirs, serverFd);
  } catch (error) {
    own.close();
    throw error;
  }
};

// In a session of its own: a Ctrl-C is for the server, which decides what becomes of its children.
const startChild = (theirs: Socket, serverFd: number): ChildProcess => {
  const program = fileURLToPath(new URL('./process-main.js', import.meta.url));
  try {
    return spawn(process.execPath, [program], {
      detached: true,
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', theirs.fileno(), serverFd, 'ipc'],
    });
  } finally {
    theirs.close();
  }
};
