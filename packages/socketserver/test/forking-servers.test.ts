import {
  ForkingTCPServer,
  ForkingUDPServer,
  ForkingUnixDatagramServer,
  ForkingUnixStreamServer,
} from '@fdset/socketserver';
import { describeServer } from './contract/server-contract.js';

describeServer({
  name: 'ForkingTCPServer',
  transport: 'tcp',
  strategy: 'process',
  make: (address, handler, options) => new ForkingTCPServer(address, handler, options),
});
describeServer({
  name: 'ForkingUDPServer',
  transport: 'udp',
  strategy: 'process',
  make: (address, handler, options) => new ForkingUDPServer(address, handler, options),
});
describeServer({
  name: 'ForkingUnixStreamServer',
  transport: 'unixStream',
  strategy: 'process',
  make: (address, handler, options) => new ForkingUnixStreamServer(address, handler, options),
});
describeServer({
  name: 'ForkingUnixDatagramServer',
  transport: 'unixDatagram',
  strategy: 'process',
  make: (address, handler, options) => new ForkingUnixDatagramServer(address, handler, options),
});
