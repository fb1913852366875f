// A program of the check, with which the check talks on Node's channel.
import { fork } from 'node:child_process';
import { on, once } from 'node:events';
import { fileURLToPath } from 'node:url';

const ANSWER_WITHIN_MS = 120_000;

export class Partner {
  #child;
  #messages;
  #ended;

  constructor(file, options = {}) {
    const path = fileURLToPath(new URL(file, import.meta.url));
    this.#child = fork(path, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], ...options });
    this.#messages = on(this.#child, 'message');
    this.#ended = once(this.#child, 'exit').then(([code, signal]) => signal ?? code);
  }

  get pid() {
    return this.#child.pid;
  }

  send(message) {
    this.#child.send(message);
  }

  /** The next message. Rejects if the program ends, or if it hung and had to be killed. */
  async next() {
    const timer = this.#killLater();
    const message = this.#messages.next().then(({ value }) => value[0]);
    const end = this.#ended.then((how) => ({ how }));
    const first = await Promise.race([message.then((value) => ({ value })), end]);
    clearTimeout(timer);
    if ('value' in first) return first.value;
    throw new Error(`the program ended with ${first.how}`);
  }

  ask(message) {
    this.send(message);
    return this.next();
  }

  /** Lets the program end by itself. Resolves with null, or with a description of the fault. */
  async end() {
    if (this.#child.connected) this.#child.disconnect();
    const timer = this.#killLater();
    const how = await this.#ended;
    clearTimeout(timer);
    return how === 0 ? null : `the program ended with ${how}`;
  }

  kill() {
    this.#child.kill('SIGKILL');
  }

  #killLater() {
    return setTimeout(() => this.kill(), ANSWER_WITHIN_MS);
  }
}
