// What the types let pass: a handler belongs to a transport.
import type { Socket } from '@fdset/socket';
import { expectTypeOf, it } from 'vitest';
import { BaseRequestHandler, DatagramRequestHandler, StreamRequestHandler } from '../src/index.js';
import { ThreadingMixIn, UDPServer } from '../src/index.js';
import type {
  TCPServer,
  ThreadingTCPServer,
  ThreadingUDPServer,
  UnixDatagramServer,
  UnixStreamServer,
} from '../src/index.js';
import type { DatagramRequest, HandlerClass } from '../src/index.js';

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
  expectTypeOf<HandlerOf<typeof Threaded>>().toExtend<
    HandlerClass<DatagramRequest> | { module: string | URL; name: string }
  >();
  expectTypeOf<typeof OfStream>().not.toExtend<HandlerOf<typeof Threaded>>();
});
