// Every transport with every strategy: a mixin of the one over the class of the other, as in CPython's socketserver.
import { ForkingMixIn } from './forking-mixin.js';
import { ProcessPoolMixIn } from './process-pool-mixin.js';
import { TCPServer } from './tcp-server.js';
import { ThreadPoolMixIn } from './thread-pool-mixin.js';
import { ThreadingMixIn } from './threading-mixin.js';
import { UDPServer } from './udp-server.js';
import { UnixDatagramServer } from './unix-datagram-server.js';
import { UnixStreamServer } from './unix-stream-server.js';

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
