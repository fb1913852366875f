import {
  ThreadingTCPServer,
  ThreadingUDPServer,
  ThreadingUnixDatagramServer,
  ThreadingUnixStreamServer,
} from '@fdset/socketserver';
import { describeServer } from './contract/server-contract.js';

describeServer({
  name: 'ThreadingTCPServer',
  transport: 'tcp',
  strategy: 'thread',
  make: (address, handler, options) => new ThreadingTCPServer(address, handler, options),
});
describeServer({
  name: 'ThreadingUDPServer',
  transport: 'udp',
  strategy: 'thread',
  make: (address, handler, options) => new ThreadingUDPServer(address, handler, options),
});
describeServer({
  name: 'ThreadingUnixStreamServer',
  transport: 'unixStream',
  strategy: 'thread',
  make: (address, handler, options) => new ThreadingUnixStreamServer(address, handler, options),
});
describeServer({
  name: 'ThreadingUnixDatagramServer',
  transport: 'unixDatagram',
  strategy: 'thread',
  make: (address, handler, options) => new ThreadingUnixDatagramServer(address, handler, options),
});
