// The ready-made servers: four transports, each with every strategy.
import { AF_UNIX } from '@fdset/socket';
import type { InetAddress, UnixAddress } from '@fdset/socket';
import {
  AsyncMixIn,
  ForkingMixIn,
  ProcessPoolMixIn,
  ThreadingMixIn,
  ThreadPoolMixIn,
} from './mixins.js';
import { DatagramServer } from './transport/datagram-server.js';
import { StreamServer } from './transport/stream-server.js';

/** TCP server that handles one request at a time. Its address is `{ host, port }`; port 0 binds a free port. */
export class TCPServer extends StreamServer<InetAddress> {}

/** UDP server that handles one request at a time. Its address is `{ host, port }`; port 0 binds a free port. */
export class UDPServer extends DatagramServer<InetAddress> {}

/**
 * Unix stream server that handles one request at a time. Its address is `{ path }`. The option `mode` sets the
 * file's mode, a stale file is replaced, and closing the server removes the file.
 */
export class UnixStreamServer extends StreamServer<UnixAddress> {
  static override readonly addressFamily: number = AF_UNIX;
}

/**
 * Unix datagram server that handles one request at a time. Its address is `{ path }`. The option `mode` sets the
 * file's mode, a stale file is replaced, and closing the server removes the file.
 */
export class UnixDatagramServer extends DatagramServer<UnixAddress> {
  static override readonly addressFamily: number = AF_UNIX;
}

// Each class below applies the mixin of a strategy to the class of a transport, as in CPython's socketserver.

/** {@link TCPServer} with many requests at once on the event loop: see {@link AsyncMixIn}. */
export class AsyncTCPServer extends AsyncMixIn(TCPServer) {}
/** {@link UDPServer} with many requests at once on the event loop: see {@link AsyncMixIn}. */
export class AsyncUDPServer extends AsyncMixIn(UDPServer) {}
/** {@link UnixStreamServer} with many requests at once on the event loop: see {@link AsyncMixIn}. */
export class AsyncUnixStreamServer extends AsyncMixIn(UnixStreamServer) {}
/** {@link UnixDatagramServer} with many requests at once on the event loop: see {@link AsyncMixIn}. */
export class AsyncUnixDatagramServer extends AsyncMixIn(UnixDatagramServer) {}

/** {@link TCPServer} on a thread for each request: see {@link ThreadingMixIn}. */
export class ThreadingTCPServer extends ThreadingMixIn(TCPServer) {}
/** {@link UDPServer} on a thread for each request: see {@link ThreadingMixIn}. */
export class ThreadingUDPServer extends ThreadingMixIn(UDPServer) {}
/** {@link UnixStreamServer} on a thread for each request: see {@link ThreadingMixIn}. */
export class ThreadingUnixStreamServer extends ThreadingMixIn(UnixStreamServer) {}
/** {@link UnixDatagramServer} on a thread for each request: see {@link ThreadingMixIn}. */
export class ThreadingUnixDatagramServer extends ThreadingMixIn(UnixDatagramServer) {}

/** {@link TCPServer} on a pool of threads: see {@link ThreadPoolMixIn}. */
export class ThreadPoolTCPServer extends ThreadPoolMixIn(TCPServer) {}
/** {@link UDPServer} on a pool of threads: see {@link ThreadPoolMixIn}. */
export class ThreadPoolUDPServer extends ThreadPoolMixIn(UDPServer) {}
/** {@link UnixStreamServer} on a pool of threads: see {@link ThreadPoolMixIn}. */
export class ThreadPoolUnixStreamServer extends ThreadPoolMixIn(UnixStreamServer) {}
/** {@link UnixDatagramServer} on a pool of threads: see {@link ThreadPoolMixIn}. */
export class ThreadPoolUnixDatagramServer extends ThreadPoolMixIn(UnixDatagramServer) {}

/** {@link TCPServer} in a process for each request: see {@link ForkingMixIn}. */
export class ForkingTCPServer extends ForkingMixIn(TCPServer) {}
/** {@link UDPServer} in a process for each request: see {@link ForkingMixIn}. */
export class ForkingUDPServer extends ForkingMixIn(UDPServer) {}
/** {@link UnixStreamServer} in a process for each request: see {@link ForkingMixIn}. */
export class ForkingUnixStreamServer extends ForkingMixIn(UnixStreamServer) {}
/** {@link UnixDatagramServer} in a process for each request: see {@link ForkingMixIn}. */
export class ForkingUnixDatagramServer extends ForkingMixIn(UnixDatagramServer) {}

/** {@link TCPServer} in a pool of processes: see {@link ProcessPoolMixIn}. */
export class ProcessPoolTCPServer extends ProcessPoolMixIn(TCPServer) {}
/** {@link UDPServer} in a pool of processes: see {@link ProcessPoolMixIn}. */
export class ProcessPoolUDPServer extends ProcessPoolMixIn(UDPServer) {}
/** {@link UnixStreamServer} in a pool of processes: see {@link ProcessPoolMixIn}. */
export class ProcessPoolUnixStreamServer extends ProcessPoolMixIn(UnixStreamServer) {}
/** {@link UnixDatagramServer} in a pool of processes: see {@link ProcessPoolMixIn}. */
export class ProcessPoolUnixDatagramServer extends ProcessPoolMixIn(UnixDatagramServer) {}
