// PollSelector against the contract.

import { PollSelector } from '../src/index.js';
import { selectorContract } from './contract/selector-contract.js';

selectorContract({
  name: 'PollSelector',
  create: () => new PollSelector(),
  regularFiles: 'ready',
  descriptorLimit: Infinity,
  closedDescriptors: 'reported',
  capabilities: { edge: false, oneshot: false, exclusive: false, pri: true, rdhup: true },
});
