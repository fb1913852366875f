// The pairs of sockets of the phases, for questions: a system that lacks what they need is skipped.
import { Skipped } from '@fdset/benchmarks/kit';
import { Pairs } from '../../phases/pairs.js';

/** @throws Skipped where the kernel stamps no messages. */
export async function openPairs(): Promise<Pairs> {
  try {
    return await Pairs.open();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_FDSET_UNSUPPORTED') throw error;
    throw new Skipped(`the kernel stamps no messages: ${(error as Error).message}`);
  }
}
