// The types of a socket's addresses. `typecheck` compiles this file in strict mode. The calls run as well, which shows
// that the types are true.
import { expect, expectTypeOf, it } from 'vitest';
import {
  AF_INET,
  AF_UNIX,
  SOCK_DGRAM,
  Socket,
  createConnection,
  createListener,
  socketpair,
} from '../src/index.js';
import type {
  Address,
  BatchMessage,
  InetAddress,
  Message,
  PhasedMessage,
  UnixAddress,
} from '../src/index.js';
import { freshDirectory, owned } from './support/sockets.js';

const HERE: InetAddress = { host: '127.0.0.1', port: 0 };

/** The result of a method of a socket with internet addresses. */
type Result<M extends 'dup' | 'tryAccept' | 'tryRecvmsg' | 'recvmmsg' | 'recvPhases'> = ReturnType<
  Socket<InetAddress>[M]
>;

it('a listener on { host, port } has such addresses, and so has what it accepts', () => {
  using listener = createListener(HERE);
  expectTypeOf(listener).toEqualTypeOf<Socket<InetAddress>>();
  using client = createConnection(listener.getsockname());
  expectTypeOf(client).toEqualTypeOf<Socket<InetAddress>>();
  const [conn, address] = listener.accept();
  expectTypeOf(conn).toEqualTypeOf<Socket<InetAddress>>();
  expect(address.port).toBe(client.getsockname().port);
  expect(conn.getpeername().host).toBe('127.0.0.1');
  expectTypeOf<Result<'dup'>>().toEqualTypeOf<Socket<InetAddress>>();
  expectTypeOf<Result<'tryAccept'>>().toEqualTypeOf<[Socket<InetAddress>, InetAddress] | null>();
  conn.close();
});

it('a listener on { path } has paths', () => {
  using listener = createListener({ path: `${freshDirectory()}/socket` });
  expectTypeOf(listener).toEqualTypeOf<Socket<UnixAddress>>();
  expectTypeOf(listener.getsockname().path).toEqualTypeOf<string | Uint8Array>();
  for (const socket of socketpair()) {
    expectTypeOf(owned(socket)).toExtend<Socket>();
    expect(socket.getsockname().path).toBe('');
  }
  expectTypeOf(socketpair).returns.toEqualTypeOf<[Socket<UnixAddress>, Socket<UnixAddress>]>();
});

it('an address of either kind makes a socket of either kind', () => {
  const address = HERE as Address;
  using listener = createListener(address);
  expectTypeOf(listener).toEqualTypeOf<Socket>();
  expectTypeOf(listener.getsockname()).toEqualTypeOf<Address>();
  expectTypeOf<Socket<InetAddress>>().toExtend<Socket>();
  expectTypeOf<Socket<UnixAddress>>().toExtend<Socket>();
});

it('datagrams come from such addresses, and go to no others', () => {
  using socket = new Socket<InetAddress>(AF_INET, SOCK_DGRAM);
  socket.bind(HERE);
  socket.sendto('x', socket.getsockname());
  const [data, sender] = socket.recvfrom(10);
  expect([data.toString(), sender?.port]).toEqual(['x', socket.getsockname().port]);
  // @ts-expect-error: it is a socket of the internet
  expect(() => socket.sendto('x', { path: '/run/x' })).toThrow(TypeError);
  // @ts-expect-error: as above
  expect(() => socket.bind({ path: '/run/x' })).toThrow(TypeError);
  // @ts-expect-error: as above
  expect(() => socket.sendmsg('x', { address: { path: '/run/x' } })).toThrow(TypeError);
  expectTypeOf<Result<'tryRecvmsg'>>().toEqualTypeOf<Message<InetAddress> | null>();
  expectTypeOf<Result<'recvmmsg'>>().toEqualTypeOf<BatchMessage<InetAddress>[]>();
  expectTypeOf<Result<'recvPhases'>>().toEqualTypeOf<PhasedMessage<InetAddress>>();
});

it('a descriptor is taken over as what it is said to be', () => {
  const fd = new Socket(AF_UNIX).detach();
  using socket = Socket.fromFd<UnixAddress>(fd);
  expect(socket.getsockname().path).toBe('');
  expectTypeOf<ReturnType<typeof Socket.fromFd>>().toEqualTypeOf<Socket>();
});
