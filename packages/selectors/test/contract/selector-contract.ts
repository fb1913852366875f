// The contract of every selector: called once per backend, whose gaps are flags. Its chapters
// follow the parity list.

import { describe } from 'vitest';

import type { BaseSelector, FileObjectLike, SelectorOptions } from '../../src/index.js';
import { asyncContract } from './async-contract.js';
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

/** One backend as the contract sees it. */
export interface Backend {
  readonly name: 'EpollSelector' | 'PollSelector' | 'SelectSelector';
  create<Data = unknown, FileObject extends FileObjectLike = FileObjectLike>(
    options?: SelectorOptions,
  ): BaseSelector<Data, FileObject>;
  /** Regular files are refused (EPERM), or always ready. */
  readonly regularFiles: 'refused' | 'ready';
  /** Descriptors from this number on are refused. */
  readonly descriptorLimit: number;
  /** A descriptor that is closed while registered is reported, or silently forgotten. */
  readonly closedDescriptors: 'reported' | 'forgotten';
  /** Which of the things beyond readiness it can do. */
  readonly capabilities: {
    readonly edge: boolean;
    readonly oneshot: boolean;
    readonly exclusive: boolean;
    readonly pri: boolean;
    readonly rdhup: boolean;
  };
}

/** Runs the whole contract for a backend. */
export function selectorContract(backend: Backend): void {
  describe(backend.name, () => {
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
