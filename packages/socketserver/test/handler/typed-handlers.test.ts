// What the types let pass: a handler belongs to a transport.
import type { Socket } from '@fdset/socket';
import { expectTypeOf, it } from 'vitest';
import {
  BaseRequestHandler,
  DatagramRequestHandler,
  ForkingTCPServer,
  ProcessPoolTCPServer,
  StreamRequestHandler,
  TCPServer,
  ThreadPoolUnixDatagramServer,
  ThreadPoolUnixStreamServer,
  ThreadingMixIn,
  ThreadingTCPServer,
  UDPServer,
  UnixStreamServer,
} from '@fdset/socketserver';
import type {
  DatagramRequest,
  HandlerLike,
  HandlerReference,
  InetAddress,
  SourcedHandler,
  ThreadingUDPServer,
  UnixAddress,
  UnixDatagramServer,
} from '@fdset/socketserver';

class OfStream extends StreamRequestHandler {}
class OfSocket extends BaseRequestHandler<Socket> {}
class OfDatagram extends DatagramRequestHandler {}
class OfPacket extends BaseRequestHandler<DatagramRequest> {}

interface Sourced {
  readonly source: HandlerReference;
}

type HandlerOf<Server extends abstract new (...args: never[]) => unknown> =
  ConstructorParameters<Server>[1];

it('stream servers take handlers of sockets only', () => {
  expectTypeOf<typeof OfStream>().toExtend<HandlerOf<typeof TCPServer>>();
  expectTypeOf<typeof OfSocket>().toExtend<HandlerOf<typeof UnixStreamServer>>();
  expectTypeOf<typeof OfStream & Sourced>().toExtend<HandlerOf<typeof ThreadingTCPServer>>();
  expectTypeOf<typeof OfDatagram>().not.toExtend<HandlerOf<typeof TCPServer>>();
  expectTypeOf<typeof OfPacket>().not.toExtend<HandlerOf<typeof UnixStreamServer>>();
  expectTypeOf<typeof OfPacket & Sourced>().not.toExtend<HandlerOf<typeof ThreadingTCPServer>>();
});

it('datagram servers take handlers of datagrams only', () => {
  expectTypeOf<typeof OfDatagram>().toExtend<HandlerOf<typeof UDPServer>>();
  expectTypeOf<typeof OfPacket>().toExtend<HandlerOf<typeof UnixDatagramServer>>();
  expectTypeOf<typeof OfStream>().not.toExtend<HandlerOf<typeof UDPServer>>();
  expectTypeOf<typeof OfSocket & Sourced>().not.toExtend<HandlerOf<typeof ThreadingUDPServer>>();
});

it('a request is what its transport brings, and a mixin keeps that', () => {
  expectTypeOf<OfSocket['request']>().toEqualTypeOf<Socket>();
  expectTypeOf<OfPacket['request']>().toEqualTypeOf<
    [packet: Buffer, socket: Socket, truncated: boolean]
  >();
  const Threaded = ThreadingMixIn(UDPServer);
  expectTypeOf<HandlerOf<typeof Threaded>>().toEqualTypeOf<
    SourcedHandler<HandlerLike<DatagramRequest>>
  >();
  expectTypeOf<typeof OfStream & Sourced>().not.toExtend<HandlerOf<typeof Threaded>>();
});

it('an address is what its transport has', () => {
  expectTypeOf<TCPServer['serverAddress']>().toEqualTypeOf<InetAddress>();
  expectTypeOf<ThreadingUDPServer['serverAddress']>().toEqualTypeOf<InetAddress>();
  expectTypeOf<UnixStreamServer['serverAddress']>().toEqualTypeOf<UnixAddress>();
  class OfInternet extends StreamRequestHandler<InetAddress> {}
  expectTypeOf<OfInternet['clientAddress']['port']>().toBeNumber();
  expectTypeOf<typeof OfInternet>().toExtend<HandlerOf<typeof TCPServer>>();
});

it('a mixin adds its options to those of any server class', () => {
  class Own extends UDPServer {
    own = Math.random();
  }
  class Threaded extends ThreadingMixIn(Own) {}
  expectTypeOf<ConstructorParameters<typeof Threaded>[2]>().toExtend<
    { maxThreads?: number | null | undefined; maxPacketSize?: number | undefined } | undefined
  >();
  expectTypeOf<Threaded['own']>().toEqualTypeOf<number>();
  expectTypeOf<typeof Threaded.maxPacketSize>().toBeNumber();
});

// What the types refuse is never run: the compiler is the test.
const refusedByTypes = (): unknown => [
  // @ts-expect-error A TCP server has no path.
  new TCPServer({ path: '/run/x' }, OfSocket),
  // @ts-expect-error Nor has a UDP server.
  new UDPServer({ path: '/run/x' }, OfPacket),
  // @ts-expect-error A Unix server has no port.
  new UnixStreamServer({ host: '127.0.0.1', port: 0 }, OfSocket),
  // @ts-expect-error
  new ThreadPoolUnixDatagramServer({ host: '127.0.0.1', port: 0 }, Elsewhere),
  // @ts-expect-error What runs on a thread says where it comes from.
  new ThreadingTCPServer({ host: '127.0.0.1', port: 0 }, OfSocket),
  // @ts-expect-error So does what runs in a process.
  new ForkingTCPServer({ host: '127.0.0.1', port: 0 }, OfSocket),
  // @ts-expect-error And in a pool.
  new ProcessPoolTCPServer({ host: '127.0.0.1', port: 0 }, OfSocket),
  // @ts-expect-error And what a mixin makes of a server.
  new (ThreadingMixIn(TCPServer))({ host: '127.0.0.1', port: 0 }, OfSocket),
];

const takenByTypes = (): unknown => [
  new ThreadingTCPServer({ host: '127.0.0.1', port: 0 }, Elsewhere),
  new ThreadingTCPServer({ host: '127.0.0.1', port: 0 }, Elsewhere.source),
  new ThreadPoolUnixStreamServer({ path: '/run/x' }, Elsewhere),
  new (ThreadingMixIn(TCPServer))({ host: '127.0.0.1', port: 0 }, Elsewhere),
];

class Elsewhere extends BaseRequestHandler<Socket> {
  static readonly source = { module: import.meta.url, name: 'Elsewhere' };
}

it("a handler that runs elsewhere needs a source, and an address is its transport's", () => {
  expectTypeOf(refusedByTypes).toBeFunction();
  expectTypeOf(takenByTypes).toBeFunction();
});
