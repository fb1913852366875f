// Whether a server accepts at present, and what becomes of errors of accept(2). None is swallowed: each
// is counted and published, and none may make the server spin.
import { SocketError } from '@fdset/socket';
import { AcceptBackoff } from './accept-backoff.js';
import { publish } from './server-events.js';
import type { AnyServer } from './any-server.js';
import type { Counters } from './server-stats.js';

// The next connection's own trouble, which accept(2) reports: the listener is as good as before.
const OF_ONE_CONNECTION = new Set([
  'ECONNABORTED',
  'EPROTO',
  'EPERM',
  'ENETDOWN',
  'ENOPROTOOPT',
  'EHOSTDOWN',
  'ENONET',
  'EHOSTUNREACH',
  'EOPNOTSUPP',
  'ENETUNREACH',
  'ECONNREFUSED',
]);
const LISTENER_LOST = new Set(['EBADF', 'ENOTSOCK', 'EINVAL']);

/** One server's accepting: paused for any number of reasons, open again when the last has gone. */
export class Accepting {
  readonly #server: AnyServer;
  readonly #counters: Counters;
  readonly #onChange: (open: boolean) => void;
  readonly #reasons = new Set<string>();
  readonly #backoff = new AcceptBackoff(
    () => this.resume('descriptors'),
    (error) => this.#tell(error),
  );

  constructor(server: AnyServer, counters: Counters, onChange: (open: boolean) => void) {
    this.#server = server;
    this.#counters = counters;
    this.#onChange = onChange;
  }

  get isOpen(): boolean {
    return this.#reasons.size === 0;
  }

  pause(reason: string, error: unknown = null): void {
    if (this.#reasons.has(reason)) return;
    this.#reasons.add(reason);
    this.#counters.pauses++;
    publish('fdset:server:pause', () => ({ server: this.#server, reason, error }));
    if (this.#reasons.size === 1) this.#onChange(false);
  }

  resume(reason: string): void {
    if (!this.#reasons.delete(reason) || this.#reasons.size > 0) return;
    publish('fdset:server:resume', () => ({ server: this.#server }));
    this.#onChange(true);
  }

  /** Before serving. */
  prepare(): void {
    this.#backoff.prepare();
  }

  /** A request was taken. */
  succeeded(): void {
    this.#backoff.succeeded();
  }

  /** A request has ended and given its descriptor back. */
  released(): void {
    if (this.#backoff.active) this.#backoff.end();
  }

  /**
   * What to do about an error of getRequest: nothing, for one connection's; a pause, when something ran
   * out or nobody knows better.
   * @throws the error, when the listener itself is lost
   */
  failed(error: unknown): void {
    const code = error instanceof SocketError ? error.code : '';
    this.#counters.acceptErrors++;
    this.#tell(error);
    if (OF_ONE_CONNECTION.has(code)) return;
    if (LISTENER_LOST.has(code) || !(error instanceof SocketError)) throw error;
    this.pause('descriptors', error);
    this.#backoff.begin();
  }

  close(): void {
    this.#backoff.close();
  }

  #tell(error: unknown): void {
    const server = this.#server;
    publish('fdset:server:error', () => ({ server, phase: 'accept', error, clientAddress: null }));
  }
}
