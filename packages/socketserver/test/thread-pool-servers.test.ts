import {
  ThreadPoolTCPServer,
  ThreadPoolUDPServer,
  ThreadPoolUnixDatagramServer,
  ThreadPoolUnixStreamServer,
} from '@fdset/socketserver';
import { describeServer } from './contract/server-contract.js';

describeServer({
  name: 'ThreadPoolTCPServer',
  transport: 'tcp',
  strategy: 'thread',
  make: (address, handler, options) => new ThreadPoolTCPServer(address, handler, options),
});
describeServer({
  name: 'ThreadPoolUDPServer',
  transport: 'udp',
  strategy: 'thread',
  make: (address, handler, options) => new ThreadPoolUDPServer(address, handler, options),
});
describeServer({
  name: 'ThreadPoolUnixStreamServer',
  transport: 'unixStream',
  strategy: 'thread',
  make: (address, handler, options) => new ThreadPoolUnixStreamServer(address, handler, options),
});
describeServer({
  name: 'ThreadPoolUnixDatagramServer',
  transport: 'unixDatagram',
  strategy: 'thread',
  make: (address, handler, options) => new ThreadPoolUnixDatagramServer(address, handler, options),
});
