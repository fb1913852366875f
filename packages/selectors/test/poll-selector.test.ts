import { PollSelector } from '../src/index.js';
import { selectorContract } from './contract/selector-contract.js';

selectorContract({
  name: 'PollSelector',
  create: (options) => new PollSelector(options),
  isAvailable: true,
  regularFiles: 'ready',
  descriptorLimit: Infinity,
  closedDescriptors: 'reported',
  capabilities: { edge: false, oneshot: false, exclusive: false, pri: true, rdhup: true },
});
