// Descriptors that have hung up, for tests of what selectors say of them.

import {
  SHUT_RDWR,
  SOL_SOCKET,
  SO_LINGER,
  accept,
  encodeLinger,
  setsockopt,
  shutdown,
  tryConnect,
} from '@fdset/posix';

import type { Scope } from './scope.js';

/** Descriptors whose peer is gone, each in a different way. */
export function hungUp(scope: Scope): Record<string, number> {
  const [socket, peer] = scope.pair();
  const [reader, writerGone] = scope.pipe();
  const [readerGone, writer] = scope.pipe();
  const { fd, address } = scope.listener();
  const [client, shut] = [scope.tcpSocket(), scope.tcpSocket()];
  const servers = [client, shut].map((connecting) => {
    tryConnect(connecting, address);
    return scope.own(waitForConnection(fd));
  });
  for (const gone of [peer, writerGone, readerGone]) scope.close(gone);
  setsockopt(client, SOL_SOCKET, SO_LINGER, encodeLinger({ on: true, seconds: 0 }));
  scope.close(client);
  shutdown(shut, SHUT_RDWR);
  shutdown(servers[1] as number, SHUT_RDWR);
  return { socket, reader, writer, reset: servers[0] as number, shut: servers[1] as number };
}

/** The next connection of a non-blocking listener. */
export function waitForConnection(listener: number): number {
  for (;;) {
    try {
      return accept(listener).fd;
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'EAGAIN') throw error;
    }
  }
}
