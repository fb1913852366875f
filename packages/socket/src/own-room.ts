// Room for a result in memory of its own, for sockets whose program gives memory back.
import { freeMemory, takeMemory } from './own-memory.js';
import { copyOut } from './receive-pool.js';
import { MAX_PINNED_RATIO, View } from './room.js';
import type { Room } from './room.js';

class OwnRoom implements Room {
  readonly offset = 0;
  readonly length: number;
  readonly slab: Buffer;
  isFree = true;

  constructor(length: number) {
    this.length = length;
    this.slab = new View(takeMemory(length), 0, length);
  }

  take(received: number): Buffer {
    const { slab, length } = this;
    if (received * MAX_PINNED_RATIO < slab.buffer.byteLength) return copyOut(slab, 0, received);
    this.isFree = false;
    return received >= length ? slab : new View(slab.buffer, 0, received);
  }

  claim(): this {
    this.isFree = false;
    return this;
  }
}

// The room of the last receive, which is free if that found nothing or its result was copied.
let last: OwnRoom | null = null;

/** Reserves room for a result of at most `length` bytes until the next call. */
export const reserveOwn = (length: number): Room => {
  if (last?.isFree === true) {
    if (last.length === length) return last;
    freeMemory(last.slab.buffer as ArrayBuffer);
  }
  last = new OwnRoom(length);
  return last;
};
