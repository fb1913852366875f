// Arguments whose getters return another value the second time, or receive something themselves.
import { afterEach, expect, it } from 'vitest';
import { HANG_MS } from '../../../../vitest.base.mjs';
import { AF_INET, AF_UNIX, MSG_TRUNC, SOCK_DGRAM, Socket, socketpair } from '../../src/index.js';
import type { Address } from '../../src/index.js';

const open: Socket[] = [];
const keep = <T extends Socket>(socket: T): T => (open.push(socket), socket);
afterEach(() => open.splice(0).forEach((socket) => socket.close()));

const boundUdp = (): Socket => {
  const socket = keep(new Socket(AF_INET, SOCK_DGRAM));
  socket.bind({ host: '127.0.0.1', port: 0 });
  return socket;
};

it('an address is encoded as it was read, so that nobody else is sent to it later', () => {
  const [a, b, sender] = [boundUdp(), boundUdp(), boundUdp()];
  const [portA, portB] = [a, b].map((s) => (s.getsockname() as { port: number }).port);
  let reads = 0;
  const twoFaced = {
    host: '127.0.0.1',
    get port() {
      return reads++ === 0 ? portA : portB;
    },
  };
  // Either socket may get the first datagram. The second is for `a` alone.
  sender.sendto('first', twoFaced as Address);
  sender.sendto('second', { host: '127.0.0.1', port: portA as number });
  const arrived = [a, b].map((socket) => [socket.tryRecv(10), socket.tryRecv(10)].map(String));
  expect(arrived[0]).toContain('second');
  expect(arrived[1]).not.toContain('second');
});

it('a getter that receives does not change what the outer call returns', () => {
  const [a, b] = socketpair(AF_UNIX, SOCK_DGRAM).map(keep) as [Socket, Socket];
  b.send('inner');
  b.send('outer');
  let inner: Buffer = Buffer.alloc(0);
  const message = a.recvmsg(100, {
    get controlBytes() {
      if (inner.length === 0) inner = a.recv(100);
      return 0;
    },
  });
  expect([inner.toString(), message.data.toString()]).toEqual(['inner', 'outer']);
});

it('MSG_TRUNC on a stream shows nothing of what others received', () => {
  const receiver = boundUdp();
  boundUdp().sendto('secret of another', receiver.getsockname());
  receiver.settimeout(HANG_MS);
  expect(receiver.recvmmsg(1, 64)[0]?.data.toString()).toBe('secret of another');
  const [a, b] = socketpair().map(keep) as [Socket, Socket];
  b.send('x'.repeat(17));
  for (const { data } of a.recvmmsg(1, 64, MSG_TRUNC))
    expect(data.toString()).not.toMatch(/secret/);
});

it('options that are no object are a typed error', () => {
  const [a] = socketpair(AF_UNIX, SOCK_DGRAM).map(keep) as [Socket, Socket];
  const code = 'ERR_FDSET_INVALID_ARG_TYPE';
  expect(() => a.recvmsg(1, null as never)).toThrow(expect.objectContaining({ code }));
  expect(() => a.recvPhases(1, null as never)).toThrow(expect.objectContaining({ code }));
  expect(() => a.sendto('x', null as never)).toThrow(expect.objectContaining({ code }));
});
