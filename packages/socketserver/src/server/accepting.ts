// Whether a server accepts at present, and how it treats errors of accept(2). Every error is counted and published,
// and no error may make the server spin.
import { SocketError } from '@fdset/socket';
import { AcceptBackoff } from './accept-backoff.js';
import { publish } from './server-events.js';
import type { AnyServer } from './any-server.js';
import type { Counters } from './server-stats.js';

// accept(2) reports these errors of the connection that it takes; the listener is not affected.
const CONNECTION_ERRORS = new Set([
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
// These errors mean that the listener is unusable.
const LISTENER_ERRORS = new Set(['EBADF', 'ENOTSOCK', 'EINVAL']);

/** Whether one server accepts. It pauses for any number of reasons, and goes on when the last reason is gone. */
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

  /** Called before each serving. */
  prepare(): void {
    this.#backoff.prepare();
  }

  /** Called when a request was taken. */
  succeeded(): void {
    this.#backoff.succeeded();
  }

  /** Called when a request has ended and its descriptor is free. */
  released(): void {
    if (this.#backoff.active) this.#backoff.end();
  }

  /**
   * Handles an error of getRequest. An error of one connection needs nothing; a shortage or an unknown error of the
   * system pauses accepting.
   * @throws the error, when the listener is unusable or the error is no SocketError
   */
  failed(error: unknown): void {
    const code = error instanceof SocketError ? error.code : '';
    this.#counters.acceptErrors++;
    this.#tell(error);
    if (CONNECTION_ERRORS.has(code)) return;
    if (LISTENER_ERRORS.has(code) || !(error instanceof SocketError)) throw error;
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
