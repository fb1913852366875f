import { EpollSelector } from '../src/index.js';
import { selectorContract } from './contract/selector-contract.js';
import { hasEpoll } from './support/mechanisms.js';

selectorContract({
  name: 'EpollSelector',
  create: (options) => new EpollSelector(options),
  isAvailable: hasEpoll,
  regularFiles: 'refused',
  descriptorLimit: Infinity,
  closedDescriptors: 'forgotten',
  capabilities: { edge: true, oneshot: true, exclusive: true, pri: true, rdhup: true },
});
