// The memory that a process shares with the addon that injects faults into its calls.
import { readFileSync, openSync, writeSync, closeSync } from 'node:fs';

import { faults } from './faults.mjs';

const HEAD_BYTES = 8;
export const SHARED_BYTES = HEAD_BYTES + 4 * 64;

export class SharedFaults {
  #path;
  #fd;

  constructor(path, seed) {
    this.#path = path;
    this.#fd = openSync(path, 'r+');
    this.#write(4, seed);
  }

  /** How many of a million calls fail. */
  set perMillion(rate) {
    this.#write(0, rate);
  }

  /** How often each fault was injected. */
  get counts() {
    const memory = readFileSync(this.#path);
    return faults.map((_, index) => memory.readUInt32LE(HEAD_BYTES + 4 * index));
  }

  close() {
    closeSync(this.#fd);
  }

  #write(offset, value) {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value >>> 0);
    writeSync(this.#fd, bytes, 0, 4, offset);
  }
}
