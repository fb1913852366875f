// The flags that socket(2) takes as part of the type.
import { F_GETFD, FD_CLOEXEC, fcntl, getNonblocking } from '@fdset/posix';
import { describe, expect, it } from 'vitest';
import {
  AF_INET,
  AF_UNIX,
  SOCK_CLOEXEC,
  SOCK_DGRAM,
  SOCK_NONBLOCK,
  SOCK_STREAM,
  Socket,
  createListener,
} from '../src/index.js';
import { owned, ownedPair, thrownBy } from './support/sockets.js';

const expectNonblocking = (socket: Socket, type: number): void => {
  expect(socket.type).toBe(type);
  expect(socket.gettimeout()).toBe(0);
  expect(socket.getblocking()).toBe(false);
  expect(getNonblocking(socket.fileno())).toBe(true);
};

describe('SOCK_NONBLOCK in the type', () => {
  it('K2: is a time-out of 0, and no part of the type', () => {
    const socket = owned(new Socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC));
    expectNonblocking(socket, SOCK_DGRAM);
    expect(thrownBy(() => socket.recv(1)).code).toBe('EAGAIN');
    expectNonblocking(owned(socket.dup()), SOCK_DGRAM);
    socket.setblocking(true);
    expect(getNonblocking(socket.fileno())).toBe(false);
  });

  it('K2: makes both sockets of a pair non-blocking', () => {
    for (const socket of ownedPair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK)) {
      expectNonblocking(socket, SOCK_STREAM);
      expect(thrownBy(() => socket.recv(1)).code).toBe('EAGAIN');
    }
  });

  it('K4: makes a listener non-blocking, and not what it accepts', () => {
    const listener = owned(
      createListener({ host: '127.0.0.1', port: 0 }, { type: SOCK_STREAM | SOCK_NONBLOCK }),
    );
    expectNonblocking(listener, SOCK_STREAM);
    expect(thrownBy(() => listener.accept()).code).toBe('EAGAIN');
    const client = owned(new Socket());
    client.connect(listener.getsockname());
    const conn = owned(listener.accept()[0]);
    expect([conn.type, conn.gettimeout()]).toEqual([SOCK_STREAM, null]);
  });

  it('is understood where a descriptor is told about', () => {
    const fd = new Socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK).detach();
    const told = owned(Socket.fromFd(fd, { family: AF_UNIX, type: SOCK_STREAM | SOCK_NONBLOCK }));
    expectNonblocking(told, SOCK_STREAM);
  });
});

it('SOCK_CLOEXEC in the type changes nothing: every socket has it', () => {
  for (const type of [SOCK_STREAM, SOCK_STREAM | SOCK_CLOEXEC]) {
    const socket = owned(new Socket(AF_INET, type));
    expect([socket.type, socket.gettimeout()]).toEqual([SOCK_STREAM, null]);
    expect(fcntl(socket.fileno(), F_GETFD)).toBe(FD_CLOEXEC);
  }
});
