import * as posix from '@fdset/posix';

/** One completion, as an object. */
export interface Completion {
  id: number;
  generation: number;
  result: number;
  flags: number;
  offset: number;
  /** The bytes of a receive. */
  bytes: Buffer;
}

function read(ring: posix.Ring, index: number): Completion {
  const at = (index + 1) * posix.RING_COMPLETION;
  const [id, generation, result, flags, offset] = ring.completions.subarray(at) as unknown as [
    number,
    number,
    number,
    number,
    number,
  ];
  return { id, generation, result, flags, offset, bytes: Buffer.alloc(0) };
}

/** The completions that a `submit` or a `drain` has counted. With `fetch` the bytes of each are copied. */
export function completionsOf(
  ring: posix.Ring,
  count: number,
  fetch: 'bytes' | 'numbers' = 'numbers',
): Completion[] {
  return Array.from({ length: count }, (_, index) => {
    const completion = read(ring, index);
    if (fetch === 'numbers' || completion.result <= 0) return completion;
    const { offset, result } = completion;
    return { ...completion, bytes: Buffer.from(ring.memory.subarray(offset, offset + result)) };
  });
}

/** Submits what is queued, and blocks this thread until there are so many completions. */
export function complete(
  ring: posix.Ring,
  wanted: number,
  fetch: 'bytes' | 'numbers' = 'numbers',
): Completion[] {
  const all = completionsOf(ring, ring.submit(), fetch);
  while (all.length < wanted) {
    posix.waitFd(ring.fileno(), posix.POLLIN, null);
    all.push(...completionsOf(ring, ring.drain(), fetch));
  }
  return all;
}

/** Whether completions are signalled at this moment. */
export const isSignalled = (ring: posix.Ring): boolean =>
  posix.poll(new Int32Array([ring.fileno(), posix.POLLIN, 0]), 1, 0) === 1;

/** The code of a failed completion. */
export const codeOf = ({ result }: { result: number }): string => posix.errorCode(result);
