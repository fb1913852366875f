// The document's asynchronous I/O: the whole contract of the servers over readiness, and over the ring the tests that it could
// break.
import { UringDriver } from '@fdset/socket/async';
import { describe } from 'vitest';
import { needsThat } from '../../../scripts/test/needs.mjs';
import { serverContract, shortServerContract } from './contract/server-contract.js';

const over = (driver: string) => ({
  args: ['async', '--driver', driver],
  servesTogether: true,
  sleepsWhenIdle: true,
});

const hasRing = (): boolean => {
  try {
    return new UringDriver().name === 'uring';
  } catch {
    return false;
  }
};

describe('async --driver selector', () => serverContract(over('selector')));
describe('async --driver uring', needsThat(hasRing(), 'needs io_uring'), () =>
  shortServerContract(over('uring')),
);
