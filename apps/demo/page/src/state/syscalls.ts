// What strace counted, by model. It is kept apart from the runs on purpose.
import { signal } from '@preact/signals-core';
import type { SyscallCounts } from '../../../src/lab/protocol/lab-info.js';
import type { ModelId } from '../../../src/lab/protocol/run-config.js';
import { countSyscalls } from '../api/lab-api.js';

export type Counting =
  | { readonly kind: 'counting' }
  | { readonly kind: 'counted'; readonly counts: SyscallCounts }
  | { readonly kind: 'failed'; readonly message: string };

export const countings = signal<Readonly<Partial<Record<ModelId, Counting>>>>({});

export async function count(model: ModelId): Promise<void> {
  put(model, { kind: 'counting' });
  try {
    put(model, { kind: 'counted', counts: await countSyscalls(model) });
  } catch (error) {
    put(model, { kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
}

function put(model: ModelId, counting: Counting): void {
  countings.value = { ...countings.value, [model]: counting };
}
