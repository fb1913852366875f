// A host process, as the check sees it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('host.mjs', import.meta.url));
// V8's helper threads post to the event loop, and a wait that watches the loop then makes one more round.
const quietFlags = ['--v8-pool-size=0', '--single-threaded-gc', '--no-concurrent-recompilation'];
const ANSWER_WITHIN_MS = 20_000;

export class HostProcess {
  #child;
  #lines;
  #exit;
  #errors = '';

  /** `thread` is the thread that performs the operations, 'main' or 'worker'; `start` is 'warm' or 'fresh'. */
  constructor(thread, start) {
    this.#child = spawn(process.execPath, [...quietFlags, program, thread, start], {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    });
    this.#child.stderr.on('data', (data) => (this.#errors += data));
    this.#lines = createInterface({ input: this.#child.stdio[4] })[Symbol.asyncIterator]();
    this.#exit = once(this.#child, 'exit');
  }

  /** Resolves with the answer. Rejects if there is none, or if the host itself failed. */
  async ask(command, fields = {}) {
    this.#child.stdio[3].write(`${JSON.stringify({ command, ...fields })}\n`);
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), ANSWER_WITHIN_MS);
    const { value, done } = await this.#lines.next();
    clearTimeout(timer);
    if (done) throw new Error(`the process died or hung in ${command}: ${this.#errors}`);
    const reply = JSON.parse(value);
    if (reply.broken !== undefined) throw new Error(`${command}: ${reply.broken}`);
    return reply;
  }

  /** Lets the host end by itself. Resolves with null, or with a description of the fault. */
  async end() {
    this.#child.stdio[3].end();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), ANSWER_WITHIN_MS);
    const [code, signal] = await this.#exit;
    clearTimeout(timer);
    return code === 0 ? null : `the process ended with ${signal ?? code}: ${this.#errors}`;
  }

  kill() {
    this.#child.kill('SIGKILL');
  }
}
