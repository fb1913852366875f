// The document's selectors server over epoll: the contracts.
import { describe } from 'vitest';
import { serverContract } from './contract/server-contract.js';

describe('multiplexing --selector epoll', () => {
  serverContract({
    args: ['multiplexing', '--selector', 'epoll'],
    servesTogether: true,
    sleepsWhenIdle: true,
  });
});
