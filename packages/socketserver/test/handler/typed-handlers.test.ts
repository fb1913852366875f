// The types let a server have only handlers of its transport.
import type { Socket } from '@fdset/socket';
import { expectTypeOf, it } from 'vitest';
import {
  AsyncMixIn,
  AsyncTCPServer,
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
  AsyncUnixDatagramServer,
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

class AsyncOfSocket extends BaseRequestHandler<Socket> {
  override async handle(): Promise<void> {}
}
class SyncOfSocket extends BaseRequestHandler<Socket> {
  override handle(): void {}
}
class AsyncOfPacket extends BaseRequestHandler<DatagramRequest, UnixAddress | null> {
  override async handle(): Promise<void> {}
}

it('servers on an event loop take only handlers whose handle() is asynchronous', () => {
  expectTypeOf<typeof AsyncOfSocket>().toExtend<HandlerOf<typeof AsyncTCPServer>>();
  expectTypeOf<typeof AsyncOfPacket>().toExtend<HandlerOf<typeof AsyncUnixDatagramServer>>();
  expectTypeOf<HandlerReference>().toExtend<HandlerOf<typeof AsyncTCPServer>>();
  expectTypeOf<typeof SyncOfSocket>().not.toExtend<HandlerOf<typeof AsyncTCPServer>>();
  expectTypeOf<typeof OfSocket>().not.toExtend<HandlerOf<typeof AsyncTCPServer>>();
  expectTypeOf<typeof AsyncOfPacket>().not.toExtend<HandlerOf<typeof AsyncTCPServer>>();
  expectTypeOf<typeof AsyncOfSocket>().not.toExtend<HandlerOf<typeof AsyncUnixDatagramServer>>();
  const Mixed = AsyncMixIn(UnixStreamServer);
  expectTypeOf<typeof AsyncOfSocket>().toExtend<HandlerOf<typeof Mixed>>();
  expectTypeOf<typeof SyncOfSocket>().not.toExtend<HandlerOf<typeof Mixed>>();
  // An asynchronous handler is one of every other server.
  expectTypeOf<typeof AsyncOfSocket>().toExtend<HandlerOf<typeof TCPServer>>();
  expectTypeOf<typeof AsyncOfSocket & Sourced>().toExtend<HandlerOf<typeof ThreadingTCPServer>>();
});

// The compiler is the test. This function never runs.
const refusedByTypes = (): unknown => [
  // @ts-expect-error A TCP server has no path.
  new TCPServer({ path: '/run/x' }, OfSocket),
  // @ts-expect-error A UDP server has no path.
  new UDPServer({ path: '/run/x' }, OfPacket),
  // @ts-expect-error A Unix server has no port.
  new UnixStreamServer({ host: '127.0.0.1', port: 0 }, OfSocket),
  // @ts-expect-error
  new ThreadPoolUnixDatagramServer({ host: '127.0.0.1', port: 0 }, Elsewhere),
  // @ts-expect-error A handler on a thread needs a source.
  new ThreadingTCPServer({ host: '127.0.0.1', port: 0 }, OfSocket),
  // @ts-expect-error A handler in a process needs a source.
  new ForkingTCPServer({ host: '127.0.0.1', port: 0 }, OfSocket),
  // @ts-expect-error A handler in a pool needs a source.
  new ProcessPoolTCPServer({ host: '127.0.0.1', port: 0 }, OfSocket),
  // @ts-expect-error handle() has to return a promise.
  new AsyncTCPServer({ host: '127.0.0.1', port: 0 }, SyncOfSocket),
  // @ts-expect-error A handler needs a source if a mixin made the server.
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
