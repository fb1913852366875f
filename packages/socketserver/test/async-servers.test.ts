import {
  AsyncTCPServer,
  AsyncUDPServer,
  AsyncUnixDatagramServer,
  AsyncUnixStreamServer,
} from '@fdset/socketserver';
import { describeServers } from './contract/server-contract.js';

describeServers([
  {
    name: 'AsyncTCPServer',
    transport: 'tcp',
    strategy: 'async',
    make: (address, handler, options) => new AsyncTCPServer(address, handler, options),
  },
  {
    name: 'AsyncUDPServer',
    transport: 'udp',
    strategy: 'async',
    make: (address, handler, options) => new AsyncUDPServer(address, handler, options),
  },
  {
    name: 'AsyncUnixStreamServer',
    transport: 'unixStream',
    strategy: 'async',
    make: (address, handler, options) => new AsyncUnixStreamServer(address, handler, options),
  },
  {
    name: 'AsyncUnixDatagramServer',
    transport: 'unixDatagram',
    strategy: 'async',
    make: (address, handler, options) => new AsyncUnixDatagramServer(address, handler, options),
  },
]);
