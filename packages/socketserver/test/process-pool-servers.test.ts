import {
  ProcessPoolTCPServer,
  ProcessPoolUDPServer,
  ProcessPoolUnixDatagramServer,
  ProcessPoolUnixStreamServer,
} from '@fdset/socketserver';
import { describeServers } from './contract/server-contract.js';

const SEVERAL = { minWorkers: 1, maxWorkers: 2, requestsPerWorker: 8 };

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
  {
    name: 'ProcessPoolTCPServer with several requests in a worker',
    transport: 'tcp',
    strategy: 'process',
    isShared: true,
    make: (address, handler, options) =>
      new ProcessPoolTCPServer(address, handler, { ...SEVERAL, ...options }),
  },
  {
    name: 'ProcessPoolUnixDatagramServer with several requests in a worker',
    transport: 'unixDatagram',
    strategy: 'process',
    isShared: true,
    make: (address, handler, options) =>
      new ProcessPoolUnixDatagramServer(address, handler, { ...SEVERAL, ...options }),
  },
]);
