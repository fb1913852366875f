// This machine, as the page shows it beside every figure.
import { availableParallelism, cpus, release } from 'node:os';
import type { Machine } from './protocol/lab-event.js';

export const machine = (): Machine => ({
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: availableParallelism(),
  kernel: `${process.platform} ${release()}`,
  node: process.version,
});
