import {
  ThreadingTCPServer,
  ThreadingUDPServer,
  ThreadingUnixDatagramServer,
  ThreadingUnixStreamServer,
} from '@fdset/socketserver';
import { describeServers } from './contract/server-contract.js';

describeServers([
  {
    name: 'ThreadingTCPServer',
    transport: 'tcp',
    strategy: 'thread',
    make: (address, handler, options) => new ThreadingTCPServer(address, handler, options),
  },
  {
    name: 'ThreadingUDPServer',
    transport: 'udp',
    strategy: 'thread',
    make: (address, handler, options) => new ThreadingUDPServer(address, handler, options),
  },
  {
    name: 'ThreadingUnixStreamServer',
    transport: 'unixStream',
    strategy: 'thread',
    make: (address, handler, options) => new ThreadingUnixStreamServer(address, handler, options),
  },
  {
    name: 'ThreadingUnixDatagramServer',
    transport: 'unixDatagram',
    strategy: 'thread',
    make: (address, handler, options) => new ThreadingUnixDatagramServer(address, handler, options),
  },
]);
