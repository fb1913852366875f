// The state of the chaos over one driver: connections, and the operations that are under way. It checks how each of these ends.
import { closeSync } from 'node:fs';
import * as posix from '@fdset/posix';

import { hasNames, isGivenUp } from './limits.mjs';
import { openPatternFile } from './pattern.mjs';

// An operation that may still go on ends at once, even on a machine that is ten times slower.
const HUNG_AFTER_MS = 120_000;

export class World {
  links = [];
  /** Pairs of datagram sockets. */
  pairs = [];
  chance;
  /** The options of every socket: `{ driver }`. */
  options;
  file = openPatternFile();
  begun = 0;
  /** How many operations ended in which way. */
  outcomes = {};
  bytes = 0;
  #pending = new Set();

  constructor(chance, options) {
    this.chance = chance;
    this.options = options;
  }

  get pending() {
    return this.#pending.size;
  }

  /**
   * Waits for an operation. `isExpected(error)` says whether it may end in this way, apart from the limits of its caller.
   * Returns a promise that is fulfilled with whether it succeeded.
   */
  async track(verb, limits, promise, isExpected) {
    const entry = { verb, startedAt: performance.now() };
    this.#pending.add(entry);
    this.begun += 1;
    try {
      await promise;
      this.#count('done');
      return true;
    } catch (error) {
      this.#judge(verb, error, isGivenUp(error, limits) || isExpected(error));
      return false;
    } finally {
      this.#pending.delete(entry);
    }
  }

  /** Does something that ends at once, and may throw an expected error. */
  attempt(verb, act, isExpected) {
    this.begun += 1;
    try {
      act();
      this.#count('done');
    } catch (error) {
      this.#judge(verb, error, isExpected(error));
    }
  }

  #judge(verb, error, isExpected) {
    if (!isExpected) throw new Error(`${verb}: an unexpected error`, { cause: error });
    this.#count(typeof error?.code === 'string' ? error.code : (error?.name ?? 'a text'));
  }

  #count(outcome) {
    this.outcomes[outcome] = (this.outcomes[outcome] ?? 0) + 1;
  }

  /** Compares everything that was received until now, and looks for what hangs. */
  check() {
    const now = performance.now();
    for (const { verb, startedAt } of this.#pending)
      if (now - startedAt > HUNG_AFTER_MS) throw new Error(`${verb} hangs`);
    for (const link of this.links) link.check();
    for (const link of this.links.filter(({ isOpen }) => !isOpen)) this.#leave(link);
  }

  // A link of which an operation has not ended yet, though both sockets have closed, stays for a while.
  #leave(link) {
    if (link.ends.some(({ reads, writes }) => reads + writes > 0)) return;
    this.links.splice(this.links.indexOf(link), 1);
    for (const { out } of link.ends) this.bytes += out.totalBytes;
  }

  close() {
    for (const link of this.links) link.close();
    closeSync(this.file);
  }
}

/** What may happen to an operation of a socket that was closed or replaced meanwhile, or whose connection was ended. */
export const expectsOf = (end, socket) => (error) => {
  if (error?.code === 'ERR_FDSET_CLOSED') return socket.closed;
  if (error?.code === 'ERR_FDSET_DETACHED') return socket !== end.socket || end.link.isShaking;
  return end.link.mayFail && isOfSystem(error, end.isTls);
};

const ENDS = new Set(['EPIPE', 'ECONNRESET', 'ENOTCONN', 'ESHUTDOWN']);

// Those of TLS are errors of Node.
const isOfSystem = (error, isTls) =>
  ENDS.has(error?.code) && hasNames(error) && (isTls || error instanceof posix.SocketError);
