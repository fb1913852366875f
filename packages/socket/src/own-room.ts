// Room for a result in memory of its own, for sockets whose program gives memory back. There is one room in each thread. A
// program usually gives a result back before it receives the next one, so the room remembers the memory of its last result:
// recognizing that takes less time than looking at the Buffer.
import { freeMemory, nextSmaller, renew, takeMemory } from './own-memory.js';
import { copyOut } from './receive-pool.js';
import { MAX_PINNED_RATIO, View } from './room.js';
import type { Room } from './room.js';

const nothing = Buffer.alloc(0);

class OwnRoom implements Room {
  readonly offset = 0;
  length = 0;
  slab: Buffer = nothing;
  /** The memory of the slab, or of the next one; null when a result has it. */
  #memory: ArrayBuffer | null = null;
  #capacity = 0;
  /** Results of at most so many bytes have smaller memory. */
  #tooLittle = 0;
  #lastResult: Buffer = nothing;
  #lastMemory: ArrayBuffer | null = null;
  #lastCapacity = 0;

  reserve(length: number): this {
    if (this.#memory === null || length > this.#capacity || length <= this.#tooLittle)
      this.#replace(length);
    else if (length === this.length && this.slab !== nothing) return this;
    this.length = length;
    this.slab = new View(this.#memory as ArrayBuffer, 0, length);
    return this;
  }

  #replace(length: number): void {
    if (this.#memory !== null) freeMemory(this.#memory);
    this.#use(takeMemory(length));
  }

  #use(memory: ArrayBuffer): void {
    const { byteLength } = memory;
    this.#memory = memory;
    this.#capacity = byteLength;
    this.#tooLittle = nextSmaller(byteLength);
  }

  take(received: number): Buffer {
    const { slab, length } = this;
    if (received * MAX_PINNED_RATIO < this.#capacity) return copyOut(slab, 0, received);
    const memory = this.#memory as ArrayBuffer;
    const result = received >= length ? slab : new View(memory, 0, received);
    this.#lastResult = result;
    this.#lastMemory = memory;
    this.#lastCapacity = this.#capacity;
    this.#leave();
    return result;
  }

  claim(): OwnRoom {
    const claimed = new OwnRoom();
    claimed.#memory = this.#memory;
    claimed.#capacity = this.#capacity;
    claimed.length = this.length;
    claimed.slab = this.slab;
    this.#leave();
    return claimed;
  }

  #leave(): void {
    this.#memory = null;
    this.slab = nothing;
  }

  /** Takes the memory of the last result back; false when `data` is not that result, or is detached. */
  takeBack(data: Uint8Array): boolean {
    if (data !== this.#lastResult || data.length === 0) return false;
    const renewed = renew(this.#lastMemory as ArrayBuffer);
    this.#lastResult = nothing;
    this.#lastMemory = null;
    if (renewed === null) return true;
    if (this.#memory === null && this.#capacity === this.#lastCapacity) this.#memory = renewed;
    else freeMemory(renewed);
    return true;
  }
}

/** The room of this thread. */
export const ownRoom = new OwnRoom();
