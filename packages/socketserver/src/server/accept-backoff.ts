// Out of descriptors or memory (EMFILE, ENFILE, ENOBUFS, ENOMEM): the connection stays in the kernel's
// queue, so the listener stays readable and a server that went on would spin. It pauses instead, and
// tries again after a growing time, or at once when a request ends and gives its descriptor back.
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

  /** @param onError - told why no descriptor can be kept back, unless there was none left. */
  constructor(resume: () => void, onError: (error: unknown) => void) {
    this.#resume = resume;
    this.#onError = onError;
  }

  /** True while it pauses. */
  get active(): boolean {
    return this.#timer !== null;
  }

  /** Keeps a descriptor back, so that in need error reports and handlers find one. */
  prepare(): void {
    if (this.#isRefused) return;
    try {
      // Not a file of Node's: a worker that is terminated while it opens one may lose it.
      this.#reserve ??= socket(AF_UNIX, SOCK_DGRAM);
    } catch (error) {
      // There was none left to keep back: the next success tries again. Where there never will be one, this is told once.
      if (isShortage(error)) return;
      this.#isRefused = true;
      this.#onError(error);
    }
  }

  /** Begins a pause and releases the reserve. */
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

  /** Accepting works again. */
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
