import * as posix from '@fdset/posix';
import { describe, expect, it } from 'vitest';
import { listenOnLoopback } from './helpers/listen-on.js';
import { tempPath } from './helpers/temp-path.js';
import { thrownBy } from './helpers/thrown-by.js';
import { openedFromNow } from '../../../scripts/test/opened-from-now.mjs';

describe('sockets', () => {
  it('K4: every descriptor is close-on-exec', () => {
    const { fd: listener, address } = listenOnLoopback();
    const client = posix.socket(posix.AF_INET, posix.SOCK_STREAM);
    posix.connect(client, address);
    const { fd: server } = posix.accept(listener);
    const fds = [listener, client, server, ...posix.socketpair(), ...posix.pipe()];
    fds.push(posix.dup(listener), posix.epollCreate(), posix.createWakeup().readFd);
    const flags = fds.map((fd) => posix.fcntl(fd, posix.F_GETFD) & posix.FD_CLOEXEC);
    fds.forEach(posix.close);
    expect(new Set(flags)).toEqual(new Set([posix.FD_CLOEXEC]));
  });

  it('connects, accepts and names both ends', () => {
    const { fd: listener, address } = listenOnLoopback();
    const client = posix.socket(posix.AF_INET, posix.SOCK_STREAM);
    posix.connect(client, address);
    const accepted = posix.accept(listener);
    expect(accepted.address).toEqual(posix.getsockname(client));
    expect(posix.getpeername(client)).toEqual(address);
    [listener, client, accepted.fd].forEach(posix.close);
  });

  it('tryAccept does not wait on a blocking listener and leaves it blocking', () => {
    const { fd: listener } = listenOnLoopback();
    expect(posix.tryAccept(listener)).toBeNull();
    expect(posix.getNonblocking(listener)).toBe(false);
    posix.close(listener);
  });

  it('tryConnect does not wait on a blocking socket and leaves it blocking', () => {
    const { fd: listener, address } = listenOnLoopback();
    const client = posix.socket(posix.AF_INET, posix.SOCK_STREAM);
    posix.tryConnect(client, address);
    expect(posix.waitFd(client, posix.POLLOUT, 5000)).toBe(posix.POLLOUT);
    expect(posix.getsockopt(client, posix.SOL_SOCKET, posix.SO_ERROR)).toBe(0);
    expect(posix.getNonblocking(client)).toBe(false);
    [listener, client].forEach(posix.close);
  });

  it('K1, K7: a refused connection is a ConnectionRefusedError that names the address', () => {
    const { fd, address } = listenOnLoopback();
    posix.close(fd);
    const client = posix.socket(posix.AF_INET, posix.SOCK_STREAM);
    const error = thrownBy(() => posix.connect(client, address));
    posix.close(client);
    expect(error).toBeInstanceOf(posix.ConnectionRefusedError);
    expect(error).toMatchObject({
      code: 'ECONNREFUSED',
      syscall: 'connect',
      address: '127.0.0.1',
      port: address.port,
      message: `connect ECONNREFUSED 127.0.0.1:${address.port}`,
    });
  });

  it('K7: a taken Unix path is EADDRINUSE naming the path', () => {
    const path = tempPath('socket');
    const [first, second] = [0, 1].map(() => posix.socket(posix.AF_UNIX, posix.SOCK_STREAM));
    posix.bind(first!, { path });
    const error = thrownBy(() => posix.bind(second!, { path }));
    [first!, second!].forEach(posix.close);
    expect(error).toMatchObject({ code: 'EADDRINUSE', path });
  });

  it('dup2 replaces the target and leaves no descriptor behind', () => {
    const opened = openedFromNow();
    const [a, b] = posix.socketpair();
    const [c, d] = posix.socketpair();
    posix.dup2(a, c);
    posix.send(b, Buffer.from('x'));
    expect(posix.tryRecv(c, Buffer.alloc(2))).toBe(1);
    expect(posix.tryRecv(d, Buffer.alloc(2))).toBe(0);
    [a, b, c, d].forEach(posix.close);
    expect(opened()).toEqual([]);
  });

  it('closing twice is EBADF', () => {
    const [a, b] = posix.socketpair();
    [a, b].forEach(posix.close);
    expect(thrownBy(() => posix.close(a))).toMatchObject({ code: 'EBADF', syscall: 'close' });
  });
});
