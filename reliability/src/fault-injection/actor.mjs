// The traced thread of a host process. It prepares an operation, performs it synchronously, and then checks which
// descriptors are left and whether the objects of the operation still work.
import { closeSync, readdirSync, readlinkSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import * as posix from '@fdset/posix';

import { answer, nextRequest } from './mailbox.mjs';
import { operations } from './operations.mjs';
import { Scope } from './scope.mjs';

const descriptors = () => {
  const open = new Map();
  for (const fd of readdirSync('/proc/self/fd')) {
    try {
      open.set(fd, readlinkSync(`/proc/self/fd/${fd}`));
    } catch {
      // The descriptor of the listing itself is closed already.
    }
  }
  return open;
};

const describeError = (error) => ({
  threw: true,
  name: error?.name,
  class: error?.constructor?.name,
  code: error?.code,
  syscall: error?.syscall,
  message: error?.message,
});

const outcomeOf = (call) => {
  try {
    return { threw: false, value: call() ?? 'done' };
  } catch (error) {
    return describeError(error);
  }
};

const differences = (before, after) => [
  ...[...after]
    .filter(([fd, file]) => before.get(fd) !== file)
    .map(([fd, file]) => `left open: ${fd} ${file}`),
  ...[...before].filter(([fd]) => !after.has(fd)).map(([fd, file]) => `closed: ${fd} ${file}`),
];

// An injected close() closes nothing, so its descriptor is closed here.
const closeInjected = (fds) => {
  for (const fd of fds) closeSync(fd);
};

const loopTurns = async () => {
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
};

// On the main thread a call looks for signals, unless the last look is less than 10 ms ago. One certain look at the
// start means that the operation makes none.
const LOOKS_WITHIN_MS = 10.1;
let lookedAt = -Infinity;

const lookForSignals = () => {
  while (performance.now() - lookedAt < LOOKS_WITHIN_MS);
  posix.checkInterrupt();
  lookedAt = performance.now();
};

class Actor {
  #operation;
  #scope;
  #context;
  #before;
  #outcome;

  prepare({ operation }) {
    this.#operation = operations[operation];
    this.#before = descriptors();
    this.#scope = new Scope();
    this.#context = this.#operation.setup?.(this.#scope) ?? {};
    if (this.#looks()) lookForSignals();
    return { thread: Number(readlinkSync('/proc/thread-self').split('/').at(-1)) };
  }

  /** Performs the operation synchronously, while it is traced. The first call of the main thread is its look for signals. */
  act() {
    if (this.#looks()) lookForSignals();
    this.#outcome = outcomeOf(() => this.#operation.act(this.#context, this.#scope));
    return { looked: this.#looks() };
  }

  #looks() {
    return isMainThread && this.#operation.looks !== false;
  }

  /** The outcome of the operation; resolves once an operation that goes on by itself has ended. */
  async outcome() {
    if (this.#outcome.threw || this.#operation.end === undefined) return this.#outcome;
    try {
      return { threw: false, value: (await this.#operation.end(this.#context)) ?? 'done' };
    } catch (error) {
      return describeError(error);
    }
  }

  async finish({ injectedCloses, failed }) {
    const problems = [];
    try {
      closeInjected(injectedCloses);
      await this.#operation.check?.(this.#context, { failed, injectedCloses });
    } catch (error) {
      problems.push(`afterwards: ${error?.message}`);
    }
    this.#scope.close(injectedCloses);
    await loopTurns();
    const after = descriptors();
    const allowed = this.#operation.opens ?? (() => false);
    const left = differences(this.#before, after).filter((text) => !allowed(text));
    return { problems: [...problems, ...left] };
  }
}

/** Serves requests until the command 'end'. */
export async function act(mailbox, start) {
  const actor = new Actor();
  // The first wait of a thread opens its edge (an epoll set), which stays open.
  if (start === 'warm') posix.sleep(1);
  for (;;) {
    const request = nextRequest(mailbox);
    if (request.command === 'end') return answer(mailbox, {});
    try {
      answer(mailbox, await actor[request.command](request));
    } catch (error) {
      answer(mailbox, { broken: error?.stack ?? String(error) });
    }
  }
}
