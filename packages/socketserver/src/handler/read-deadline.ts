// The deadline of one call of a synchronous `rfile`, which may need several receives.
import { limitWaits } from '@fdset/socket';
import type { Socket } from '@fdset/socket';
import { nowMs } from '../basics.js';
import type { Limits } from '../server/server-options.js';

/** Receives under one deadline for each call of its reader. */
export class ReadDeadline {
  readonly #connection: Socket;
  readonly #limitMs: number;
  #endsAt: number | null = null;

  /** The deadline of a connection; null if its server has none. */
  static of(connection: Socket, limits: Limits | undefined): ReadDeadline | null {
    const { readTimeoutMs = null } = limits ?? {};
    return readTimeoutMs === null ? null : new ReadDeadline(connection, readTimeoutMs);
  }

  constructor(connection: Socket, limitMs: number) {
    this.#connection = connection;
    this.#limitMs = limitMs;
  }

  /** A call begins. */
  begin(): void {
    this.#endsAt = null;
  }

  /** Receives for the call, with what is left of its time. */
  recv(maxBytes: number): Buffer {
    const now = nowMs();
    this.#endsAt ??= now + this.#limitMs;
    limitWaits(this.#connection, { readMs: Math.max(Math.ceil(this.#endsAt - now), 0) });
    try {
      return this.#connection.recv(maxBytes);
    } finally {
      if (!this.#connection.closed) limitWaits(this.#connection, { readMs: this.#limitMs });
    }
  }
}
