// The contract of every selector. Each backend calls it once and describes its gaps by flags. The order of the
// chapters is that of the parity list.

import { describe } from 'vitest';

import { needsThat } from '../../../../scripts/test/needs.mjs';
import { asyncContract } from './async-contract.js';
import type { Backend } from './backend.js';
import { busyPollContract } from './busy-poll-contract.js';
import { clockContract } from './clock-contract.js';
import { dispatchContract } from './dispatch-contract.js';
import { keyContract } from './key-contract.js';
import { misuseContract } from './misuse-contract.js';
import { optionsContract } from './options-contract.js';
import { readinessContract } from './readiness-contract.js';
import { registrationContract } from './registration-contract.js';
import { timeContract } from './time-contract.js';
import { wakeupContract } from './wakeup-contract.js';

/** Runs the whole contract for a backend. */
export function selectorContract(backend: Backend): void {
  const { name, isAvailable } = backend;
  describe(name, needsThat(isAvailable, `needs the mechanism of ${name}`), () => {
    describe('registering', () => registrationContract(backend));
    describe('keys and closing', () => keyContract(backend));
    describe('readiness', () => readinessContract(backend));
    describe('time', () => timeContract(backend));
    describe('replaced clocks', () => clockContract(backend));
    describe('dispatching', () => dispatchContract(backend));
    describe('waiting beside the event loop', () => asyncContract(backend));
    describe('options', () => optionsContract(backend));
    describe('busy polling', () => busyPollContract(backend));
    describe('misuse', () => misuseContract(backend));
    describe('wake-ups', () => wakeupContract(backend));
  });
}
