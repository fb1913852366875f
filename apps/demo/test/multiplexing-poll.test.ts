// The document's selectors server over poll: the contracts.
import { describe } from 'vitest';
import { serverContract } from './contract/server-contract.js';

describe('multiplexing --selector poll', () => {
  serverContract({
    args: ['multiplexing', '--selector', 'poll'],
    servesTogether: true,
    sleepsWhenIdle: true,
  });
});
