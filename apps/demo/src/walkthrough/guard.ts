// Ends what a tour has started when the tour itself is killed: SIGKILL runs no handler, and a server that blocks or polls does not notice
// that its parent has gone. All that a tour starts inherits a mark, and a shell waits for the end of the tour; it takes little memory and
// no processor time meanwhile. Only if the tour did not take its leave, the shell becomes guard-main.ts, which kills what is marked.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { killMarked, MARK_VARIABLE } from '../marked-processes.js';

/** read(1) succeeds when the tour has taken its leave, and fails at the end of the input. */
const WAIT = 'read -r leave || exec "$@"';

export class Guard {
  /** A folder for the tour, which has to make it if it needs one. */
  readonly folder: string;
  readonly #mark = randomBytes(6).toString('hex');
  readonly #shell: ChildProcess;

  constructor() {
    this.folder = join(tmpdir(), `fdset-demo-${this.#mark}`);
    // In the environment of this process, because not all of its children are started by Children.
    process.env[MARK_VARIABLE] = this.#mark;
    const main = fileURLToPath(new URL('./walkthrough-guard.js', import.meta.url));
    const args = ['-c', WAIT, 'fdset-guard', process.execPath, main, this.folder];
    // In a session of its own, the signals of a terminal do not reach it.
    this.#shell = spawn('/bin/sh', args, { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
    this.#shell.unref();
    // Without it the tour goes on: it misses the guard only if it is killed.
    this.#shell.on('error', () => {});
    this.#shell.stdin?.on('error', () => {});
  }

  /** The tour has ended: nothing that it needs is left, and what its children left behind is killed. */
  dismiss(): void {
    if (this.#shell.stdin?.writable === true) this.#shell.stdin.end('\n');
    delete process.env[MARK_VARIABLE];
    // A strace that is ended between its fork and its attaching leaves a child that pauses for ever, with our pipes in its hands.
    if (process.platform === 'linux') killMarked(this.#mark);
  }
}
