import { UnixStreamServer } from '../src/index.js';
import { describeServer } from './contract/server-contract.js';

describeServer({
  name: 'UnixStreamServer',
  transport: 'unixStream',
  strategy: 'sequential',
  make: (address, handler, options) => new UnixStreamServer(address, handler, options),
});
