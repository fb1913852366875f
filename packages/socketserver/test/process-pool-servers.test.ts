import {
  ProcessPoolTCPServer,
  ProcessPoolUDPServer,
  ProcessPoolUnixDatagramServer,
  ProcessPoolUnixStreamServer,
} from '@fdset/socketserver';
import { describeServers } from './contract/server-contract.js';

describeServers([
  {
    name: 'ProcessPoolTCPServer',
    transport: 'tcp',
    strategy: 'process',
    make: (address, handler, options) => new ProcessPoolTCPServer(address, handler, options),
  },
  {
    name: 'ProcessPoolUDPServer',
    transport: 'udp',
    strategy: 'process',
    make: (address, handler, options) => new ProcessPoolUDPServer(address, handler, options),
  },
  {
    name: 'ProcessPoolUnixStreamServer',
    transport: 'unixStream',
    strategy: 'process',
    make: (address, handler, options) => new ProcessPoolUnixStreamServer(address, handler, options),
  },
  {
    name: 'ProcessPoolUnixDatagramServer',
    transport: 'unixDatagram',
    strategy: 'process',
    make: (address, handler, options) =>
      new ProcessPoolUnixDatagramServer(address, handler, options),
  },
]);
