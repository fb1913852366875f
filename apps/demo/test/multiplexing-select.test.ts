// The document's selectors server over select: the contracts.
import { describe } from 'vitest';
import { serverContract } from './contract/server-contract.js';

describe('multiplexing --selector select', () => {
  serverContract({
    args: ['multiplexing', '--selector', 'select'],
    servesTogether: true,
    sleepsWhenIdle: true,
  });
});
