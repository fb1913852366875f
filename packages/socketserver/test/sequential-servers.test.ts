import { TCPServer, UDPServer, UnixDatagramServer, UnixStreamServer } from '@fdset/socketserver';
import { describeServers } from './contract/server-contract.js';

describeServers([
  {
    name: 'TCPServer',
    transport: 'tcp',
    strategy: 'sequential',
    make: (address, handler, options) => new TCPServer(address, handler, options),
  },
  {
    name: 'UDPServer',
    transport: 'udp',
    strategy: 'sequential',
    make: (address, handler, options) => new UDPServer(address, handler, options),
  },
  {
    name: 'UnixStreamServer',
    transport: 'unixStream',
    strategy: 'sequential',
    make: (address, handler, options) => new UnixStreamServer(address, handler, options),
  },
  {
    name: 'UnixDatagramServer',
    transport: 'unixDatagram',
    strategy: 'sequential',
    make: (address, handler, options) => new UnixDatagramServer(address, handler, options),
  },
]);
