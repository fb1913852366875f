// The document's selectors server: the whole contract over its DefaultSelector, and over epoll, poll and select the tests that
// these could break.
import { describe } from 'vitest';
import { serverContract, shortServerContract } from './contract/server-contract.js';

const over = (selector: string) => ({
  args: ['multiplexing', '--selector', selector],
  servesTogether: true,
  sleepsWhenIdle: true,
});

describe('multiplexing --selector default', () => serverContract(over('default')));
describe('multiplexing --selector epoll', () => shortServerContract(over('epoll')));
describe('multiplexing --selector poll', () => shortServerContract(over('poll')));
describe('multiplexing --selector select', () => shortServerContract(over('select')));
