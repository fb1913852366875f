// When accept(2) lacks descriptors or memory (EMFILE, ENFILE, ENOBUFS, ENOMEM), the connection stays in the kernel's
// queue and the listener stays readable, so a server that went on would spin. The server pauses instead. It tries
// again after a growing time, or at once when a request ends and frees its descriptor.
import { clearTimeout, setTimeout } from 'node:timers';
import { AF_UNIX, close, SOCK_DGRAM, socket } from '@fdset/posix';
import { isShortage } from '../strategy/shortage.js';

const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 1000;

/** Pauses accepting for a growing time. */
export class AcceptBackoff {
  readonly #resume: () => void;
  readonly #onError: (error: unknown) => void;
  #delayMs = FIRST_PAUSE_MS;
  #timer: NodeJS.Timeout | null = null;
  #reserve: number | null = null;
  #isRefused = false;

  /** @param onError - is called when no reserve descriptor can be opened for a reason other than a shortage. */
  constructor(resume: () => void, onError: (error: unknown) => void) {
    this.#resume = resume;
    this.#onError = onError;
  }

  /** True during a pause. */
  get active(): boolean {
    return this.#timer !== null;
  }

  /** Opens a reserve descriptor. A pause closes it, so that error reports and handlers find a free one. */
  prepare(): void {
    if (this.#isRefused) return;
    try {
      // Not a file of Node's: a worker thread that is terminated while it opens one may leak the descriptor.
      this.#reserve ??= socket(AF_UNIX, SOCK_DGRAM);
    } catch (error) {
      // After a shortage the next successful accept tries again. Any other error is permanent and is reported once.
      if (isShortage(error)) return;
      this.#isRefused = true;
      this.#onError(error);
    }
  }

  /** Begins a pause and closes the reserve descriptor. */
  begin(): void {
    this.#releaseReserve();
    this.#timer ??= setTimeout(() => this.end(), this.#delayMs);
    this.#delayMs = Math.min(this.#delayMs * 2, LONGEST_PAUSE_MS);
  }

  /** Ends the pause now. */
  end(): void {
    if (this.#timer === null) return;
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#resume();
  }

  /** Resets the delay after a successful accept. */
  succeeded(): void {
    this.#delayMs = FIRST_PAUSE_MS;
    if (this.#reserve === null) this.prepare();
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#releaseReserve();
  }

  #releaseReserve(): void {
    if (this.#reserve !== null) close(this.#reserve);
    this.#reserve = null;
  }
}
