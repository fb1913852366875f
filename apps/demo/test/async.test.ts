// The document's asynchronous I/O: the whole contract of the servers.
import { describe } from 'vitest';
import { serverContract } from './contract/server-contract.js';

describe('async', () =>
  serverContract({ args: ['async'], servesTogether: true, sleepsWhenIdle: true }));
