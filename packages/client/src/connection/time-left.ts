import { monotonicMs } from '@fdset/posix';

/** What is left of a limit in ms that several calls share; null is no limit. */
export class TimeLeft {
  readonly #endMs: number | null;

  constructor(timeoutMs: number | null) {
    this.#endMs = timeoutMs === null ? null : monotonicMs() + timeoutMs;
  }

  /** In whole ms, which messages tell; 0 when the time is up. */
  get leftMs(): number | null {
    return this.#endMs === null ? null : Math.max(Math.ceil(this.#endMs - monotonicMs()), 0);
  }
}
