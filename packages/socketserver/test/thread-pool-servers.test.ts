import {
  ThreadPoolTCPServer,
  ThreadPoolUDPServer,
  ThreadPoolUnixDatagramServer,
  ThreadPoolUnixStreamServer,
} from '@fdset/socketserver';
import { describeServers } from './contract/server-contract.js';

const SEVERAL = { minWorkers: 1, maxWorkers: 2, requestsPerWorker: 8 };

describeServers([
  {
    name: 'ThreadPoolTCPServer',
    transport: 'tcp',
    strategy: 'thread',
    make: (address, handler, options) => new ThreadPoolTCPServer(address, handler, options),
  },
  {
    name: 'ThreadPoolUDPServer',
    transport: 'udp',
    strategy: 'thread',
    make: (address, handler, options) => new ThreadPoolUDPServer(address, handler, options),
  },
  {
    name: 'ThreadPoolUnixStreamServer',
    transport: 'unixStream',
    strategy: 'thread',
    make: (address, handler, options) => new ThreadPoolUnixStreamServer(address, handler, options),
  },
  {
    name: 'ThreadPoolUnixDatagramServer',
    transport: 'unixDatagram',
    strategy: 'thread',
    make: (address, handler, options) =>
      new ThreadPoolUnixDatagramServer(address, handler, options),
  },
  {
    name: 'ThreadPoolTCPServer with several requests in a worker',
    transport: 'tcp',
    strategy: 'thread',
    isShared: true,
    make: (address, handler, options) =>
      new ThreadPoolTCPServer(address, handler, { ...SEVERAL, ...options }),
  },
  {
    name: 'ThreadPoolUnixDatagramServer with several requests in a worker',
    transport: 'unixDatagram',
    strategy: 'thread',
    isShared: true,
    make: (address, handler, options) =>
      new ThreadPoolUnixDatagramServer(address, handler, { ...SEVERAL, ...options }),
  },
]);
