// The document's selectors server: the contracts over epoll, and over poll and select what those could break.
import { describe } from 'vitest';
import { serverContract, shortServerContract } from './contract/server-contract.js';

const over = (selector: string) => ({
  args: ['multiplexing', '--selector', selector],
  servesTogether: true,
  sleepsWhenIdle: true,
});

describe('multiplexing --selector epoll', () => serverContract(over('epoll')));
describe('multiplexing --selector poll', () => shortServerContract(over('poll')));
describe('multiplexing --selector select', () => shortServerContract(over('select')));
