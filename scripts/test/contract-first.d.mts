import type { TestSequencerConstructor } from 'vitest/node';

export const ContractFirst: TestSequencerConstructor;
