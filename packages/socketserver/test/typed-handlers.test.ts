// What the types let pass: a handler belongs to a transport.
import type { Socket } from '@fdset/socket';
import { expectTypeOf, it } from 'vitest';
import {
  BaseRequestHandler,
  DatagramRequestHandler,
  StreamRequestHandler,
} from '@fdset/socketserver';
import { ThreadingMixIn, UDPServer } from '@fdset/socketserver';
import type {
  TCPServer,
  ThreadingTCPServer,
  ThreadingUDPServer,
  UnixDatagramServer,
  UnixStreamServer,
} from '@fdset/socketserver';
import type { DatagramRequest, HandlerLike, InetAddress, UnixAddress } from '@fdset/socketserver';

class OfStream extends StreamRequestHandler {}
class OfSocket extends BaseRequestHandler<Socket> {}
class OfDatagram extends DatagramRequestHandler {}
class OfPacket extends BaseRequestHandler<DatagramRequest> {}

type HandlerOf<Server extends abstract new (...args: never[]) => unknown> =
  ConstructorParameters<Server>[1];

it('stream servers take handlers of sockets only', () => {
  expectTypeOf<typeof OfStream>().toExtend<HandlerOf<typeof TCPServer>>();
  expectTypeOf<typeof OfSocket>().toExtend<HandlerOf<typeof UnixStreamServer>>();
  expectTypeOf<typeof OfStream>().toExtend<HandlerOf<typeof ThreadingTCPServer>>();
  expectTypeOf<typeof OfDatagram>().not.toExtend<HandlerOf<typeof TCPServer>>();
  expectTypeOf<typeof OfPacket>().not.toExtend<HandlerOf<typeof UnixStreamServer>>();
  expectTypeOf<typeof OfPacket>().not.toExtend<HandlerOf<typeof ThreadingTCPServer>>();
});

it('datagram servers take handlers of datagrams only', () => {
  expectTypeOf<typeof OfDatagram>().toExtend<HandlerOf<typeof UDPServer>>();
  expectTypeOf<typeof OfPacket>().toExtend<HandlerOf<typeof UnixDatagramServer>>();
  expectTypeOf<typeof OfStream>().not.toExtend<HandlerOf<typeof UDPServer>>();
  expectTypeOf<typeof OfSocket>().not.toExtend<HandlerOf<typeof ThreadingUDPServer>>();
});

it('a request is what its transport brings, and a mixin keeps that', () => {
  expectTypeOf<OfSocket['request']>().toEqualTypeOf<Socket>();
  expectTypeOf<OfPacket['request']>().toEqualTypeOf<
    [packet: Buffer, socket: Socket, truncated: boolean]
  >();
  const Threaded = ThreadingMixIn(UDPServer);
  expectTypeOf<HandlerOf<typeof Threaded>>().toEqualTypeOf<HandlerLike<DatagramRequest>>();
  expectTypeOf<typeof OfStream>().not.toExtend<HandlerOf<typeof Threaded>>();
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
    { maxThreads?: number | null; maxPacketSize?: number } | undefined
  >();
  expectTypeOf<Threaded['own']>().toEqualTypeOf<number>();
  expectTypeOf<typeof Threaded.maxPacketSize>().toBeNumber();
});
