import { FD_SETSIZE } from '@fdset/posix';

import { SelectSelector } from '../src/index.js';
import { selectorContract } from './contract/selector-contract.js';

selectorContract({
  name: 'SelectSelector',
  create: (options) => new SelectSelector(options),
  isAvailable: true,
  regularFiles: 'ready',
  descriptorLimit: FD_SETSIZE,
  closedDescriptors: 'reported',
  capabilities: { edge: false, oneshot: false, exclusive: false, pri: true, rdhup: false },
});
