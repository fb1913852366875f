import {
  ProcessPoolTCPServer,
  ProcessPoolUDPServer,
  ProcessPoolUnixDatagramServer,
  ProcessPoolUnixStreamServer,
} from '@fdset/socketserver';
import { describeServer } from './contract/server-contract.js';

describeServer({
  name: 'ProcessPoolTCPServer',
  transport: 'tcp',
  strategy: 'process',
  make: (address, handler, options) => new ProcessPoolTCPServer(address, handler, options),
});
describeServer({
  name: 'ProcessPoolUDPServer',
  transport: 'udp',
  strategy: 'process',
  make: (address, handler, options) => new ProcessPoolUDPServer(address, handler, options),
});
describeServer({
  name: 'ProcessPoolUnixStreamServer',
  transport: 'unixStream',
  strategy: 'process',
  make: (address, handler, options) => new ProcessPoolUnixStreamServer(address, handler, options),
});
describeServer({
  name: 'ProcessPoolUnixDatagramServer',
  transport: 'unixDatagram',
  strategy: 'process',
  make: (address, handler, options) => new ProcessPoolUnixDatagramServer(address, handler, options),
});
