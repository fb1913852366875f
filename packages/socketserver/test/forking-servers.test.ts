import {
  ForkingTCPServer,
  ForkingUDPServer,
  ForkingUnixDatagramServer,
  ForkingUnixStreamServer,
} from '@fdset/socketserver';
import { describeServers } from './contract/server-contract.js';

describeServers([
  {
    name: 'ForkingTCPServer',
    transport: 'tcp',
    strategy: 'process',
    make: (address, handler, options) => new ForkingTCPServer(address, handler, options),
  },
  {
    name: 'ForkingUDPServer',
    transport: 'udp',
    strategy: 'process',
    make: (address, handler, options) => new ForkingUDPServer(address, handler, options),
  },
  {
    name: 'ForkingUnixStreamServer',
    transport: 'unixStream',
    strategy: 'process',
    make: (address, handler, options) => new ForkingUnixStreamServer(address, handler, options),
  },
  {
    name: 'ForkingUnixDatagramServer',
    transport: 'unixDatagram',
    strategy: 'process',
    make: (address, handler, options) => new ForkingUnixDatagramServer(address, handler, options),
  },
]);
