// EpollSelector against the contract.

import { EpollSelector } from '../src/index.js';
import { selectorContract } from './contract/selector-contract.js';

selectorContract({
  name: 'EpollSelector',
  create: () => new EpollSelector(),
  regularFiles: 'refused',
  descriptorLimit: Infinity,
  closedDescriptors: 'forgotten',
  capabilities: { edge: true, oneshot: true, exclusive: true, pri: true, rdhup: true },
});
