import { UnixDatagramServer } from '../src/index.js';
import { describeServer } from './contract/server-contract.js';

describeServer({
  name: 'UnixDatagramServer',
  transport: 'unixDatagram',
  strategy: 'sequential',
  make: (address, handler, options) => new UnixDatagramServer(address, handler, options),
});
