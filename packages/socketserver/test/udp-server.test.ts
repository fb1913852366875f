import { UDPServer } from '../src/index.js';
import { describeServer } from './contract/server-contract.js';

describeServer({
  name: 'UDPServer',
  transport: 'udp',
  strategy: 'sequential',
  make: (address, handler, options) => new UDPServer(address, handler, options),
});
