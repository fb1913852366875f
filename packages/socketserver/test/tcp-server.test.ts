import { TCPServer } from '../src/index.js';
import { describeServer } from './contract/server-contract.js';

describeServer({
  name: 'TCPServer',
  transport: 'tcp',
  strategy: 'sequential',
  make: (address, handler, options) => new TCPServer(address, handler, options),
});
