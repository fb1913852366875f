// Descriptors for tests. A Scope closes everything that was opened through it. A test may close a descriptor earlier,
// as many tests do.

import {
  AF_INET,
  MSG_OOB,
  SOCK_STREAM,
  bind,
  close,
  dup,
  getsockname,
  listen,
  pipe,
  send,
  setNonblocking,
  socket,
  socketpair,
  recv,
} from '@fdset/posix';
import type { InetAddress } from '@fdset/posix';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';

/** Two connected descriptors, or the two ends of a pipe. */
export type Pair = [number, number];

/** Opens descriptors, and closes them and other things at the end. */
export class Scope {
  readonly #fds = new Set<number>();
  readonly #cleanups: (() => void)[] = [];

  /** A pair of connected, non-blocking Unix stream sockets. */
  pair(): Pair {
    const [a, b] = socketpair();
    setNonblocking(a, true);
    setNonblocking(b, true);
    return [this.own(a), this.own(b)];
  }

  pipe(): Pair {
    const [reader, writer] = pipe();
    return [this.own(reader), this.own(writer)];
  }

  tcpSocket(): number {
    const fd = this.own(socket(AF_INET, SOCK_STREAM));
    setNonblocking(fd, true);
    return fd;
  }

  /** A TCP listener on a free port of the loopback interface. */
  listener(): { fd: number; address: InetAddress } {
    const fd = this.tcpSocket();
    bind(fd, { host: '127.0.0.1', port: 0 });
    listen(fd, 16);
    return { fd, address: getsockname(fd) as InetAddress };
  }

  /** A duplicate whose number is at least `minimum`. */
  dup(fd: number, minimum = 0): number {
    return this.own(dup(fd, minimum));
  }

  /** Takes over a descriptor that was opened elsewhere. */
  own(fd: number): number {
    this.#fds.add(fd);
    return fd;
  }

  /** Closes one descriptor now. */
  close(fd: number): void {
    if (this.#fds.delete(fd)) close(fd);
  }

  /** A fresh folder. */
  folder(): string {
    const path = mkdtempSync(join(tmpdir(), 'fdset-selectors-'));
    this.#cleanups.push(() => rmSync(path, { recursive: true, force: true }));
    return path;
  }

  /** Closes `thing` at the end, before the descriptors. */
  closing<Thing extends { close(): unknown }>(thing: Thing): Thing {
    this.#cleanups.push(() => thing.close());
    return thing;
  }

  end(): void {
    for (const cleanup of this.#cleanups.reverse()) cleanup();
    for (const fd of this.#fds) close(fd);
    this.#fds.clear();
    this.#cleanups.length = 0;
  }
}

/** A scope for all tests of a file or a group. It ends after each test. */
export function scopePerTest(): Scope {
  const scope = new Scope();
  afterEach(() => scope.end());
  return scope;
}

/** Makes the other end of a pair readable. */
export function ping(fd: number, text = 'x'): void {
  send(fd, Buffer.from(text));
}

/** Reads what has arrived, up to 64 KiB. */
export function drain(fd: number): string {
  const buffer = Buffer.alloc(65_536);
  return buffer.toString('latin1', 0, recv(fd, buffer));
}

/** Sends a byte of TCP out-of-band data. */
export function pingUrgently(fd: number): void {
  send(fd, Buffer.from('!'), 0, 1, MSG_OOB);
}
