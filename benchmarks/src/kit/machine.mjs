// The machine on which a figure was measured.
import { availableParallelism, cpus, release, type } from 'node:os';

export const describeMachine = () => ({
  cpu: cpus()[0]?.model.trim() || 'unknown',
  cores: availableParallelism(),
  kernel: `${type()} ${release().split('-')[0]}`,
});
