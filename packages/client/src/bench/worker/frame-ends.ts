// Where a frame ends, without taking it apart: one small scanner for each framing.
import type { Endianness } from '@fdset/socket/framing';
import type { FramePlan } from '../load-plan.js';
import { MALFORMED } from './answer-reader.js';

/** A frame that is not whole yet. */
export const UNFINISHED = -1;

/** Finds the end of a frame; `from` and `to` are then where its message lies. */
export abstract class FrameEnds {
  from = 0;
  to = 0;

  /** Where the frame that begins at `start` ends; UNFINISHED, or MALFORMED. */
  abstract endOf(bytes: Buffer, start: number, end: number): number;

  protected whole(from: number, to: number, end: number): number {
    this.from = from;
    this.to = to;
    return end;
  }
}

class DelimitedEnds extends FrameEnds {
  readonly #delimiter: Buffer;

  constructor(delimiter: Uint8Array) {
    super();
    this.#delimiter = Buffer.from(delimiter);
  }

  endOf(bytes: Buffer, start: number, end: number): number {
    const at = bytes.indexOf(this.#delimiter, start);
    // The room behind the received bytes has those of an earlier receive.
    if (at < 0 || at + this.#delimiter.length > end) return UNFINISHED;
    return this.whole(start, at, at + this.#delimiter.length);
  }
}

class FixedEnds extends FrameEnds {
  readonly #length: number;

  constructor(length: number) {
    super();
    this.#length = length;
  }

  endOf(_bytes: Buffer, start: number, end: number): number {
    const to = start + this.#length;
    return to > end ? UNFINISHED : this.whole(start, to, to);
  }
}

class PrefixedEnds extends FrameEnds {
  readonly #bytes: number;
  readonly #isLittle: boolean;

  constructor(bytes: number, endianness: Endianness) {
    super();
    this.#bytes = bytes;
    this.#isLittle = endianness === 'little';
  }

  endOf(bytes: Buffer, start: number, end: number): number {
    const from = start + this.#bytes;
    if (from > end) return UNFINISHED;
    const length = this.#lengthAt(bytes, start, from);
    if (length > MOST_BYTES) return MALFORMED;
    return from + length > end ? UNFINISHED : this.whole(from, from + length, from + length);
  }

  #lengthAt(bytes: Buffer, start: number, end: number): number {
    let length = 0;
    for (let at = 0; at < end - start; at++)
      length = length * 256 + (bytes[this.#isLittle ? end - 1 - at : start + at] as number);
    return length;
  }
}

class VarintEnds extends FrameEnds {
  endOf(bytes: Buffer, start: number, end: number): number {
    let length = 0;
    for (let at = start, factor = 1; at < end; at++, factor *= 128) {
      const byte = bytes[at] as number;
      length += (byte & 0x7f) * factor;
      if (length > MOST_BYTES) return MALFORMED;
      if (byte >= 0x80) continue;
      const from = at + 1;
      return from + length > end ? UNFINISHED : this.whole(from, from + length, from + length);
    }
    return UNFINISHED;
  }
}

const [ZERO, COLON, COMMA] = [0x30, 0x3a, 0x2c] as const;

class NetstringEnds extends FrameEnds {
  endOf(bytes: Buffer, start: number, end: number): number {
    let length = 0;
    for (let at = start; at < end; at++) {
      const digit = (bytes[at] as number) - ZERO;
      if (bytes[at] === COLON && at > start) return this.#endAfter(bytes, at + 1, length, end);
      if (digit < 0 || digit > 9) return MALFORMED;
      length = length * 10 + digit;
      if (length > MOST_BYTES) return MALFORMED;
    }
    return UNFINISHED;
  }

  #endAfter(bytes: Buffer, from: number, length: number, end: number): number {
    const to = from + length;
    if (to >= end) return UNFINISHED;
    return bytes[to] === COMMA ? this.whole(from, to, to + 1) : MALFORMED;
  }
}

/** A longer frame is taken for bytes that are no frame. */
const MOST_BYTES = 64 * 1024 * 1024;

export function frameEnds(plan: FramePlan): FrameEnds {
  switch (plan.kind) {
    case 'delimited':
      return new DelimitedEnds(plan.delimiter);
    case 'fixed':
      return new FixedEnds(plan.bytes);
    case 'prefixed':
      return new PrefixedEnds(plan.bytes, plan.endianness);
    case 'varint':
      return new VarintEnds();
    case 'netstring':
      return new NetstringEnds();
  }
}
