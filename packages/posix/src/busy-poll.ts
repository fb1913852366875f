// Spinning before a wait blocks. With few connections, sleeping and waking take most of a round trip. native/spinning.c adapts
// the spinning and writes these numbers.
import { inspect } from 'node:util';
import { classNameOf, inspectLine } from './inspect-line.js';
import type { InspectArguments } from './inspect-line.js';
import { argTypeError, rangeError } from './misuse.js';

const [BOUND_US, GAP_US, SPINS, HITS, SPUN_MS, COUNT] = [0, 1, 2, 3, 4, 5] as const;
const MAX_BOUND_US = 1_000_000;

/** The statistics of spinning so far. */
export interface BusyPollStats {
  /** How many waits have spun, because they found nothing at once. */
  readonly spins: number;
  /** How many of those found an event before the bound, and thus did not block. */
  readonly hits: number;
  /**
   * How long they spun, in milliseconds of real time. It equals the processor time if the thread had a processor to itself,
   * and exceeds it otherwise.
   */
  readonly spunMs: number;
}

/**
 * Makes the waits to which it is passed spin before they block, while events come quickly enough: the average wait must not be
 * longer than the bound, where a long pause counts as at most eight times the bound. Use one for each waiting loop.
 */
export class BusyPoll {
  /** @internal The numbers that the addon uses. */
  readonly numbers = new Float64Array(COUNT);

  /**
   * @param boundUs - the longest spin of one wait, 0 (none) to 1,000,000 microseconds.
   * @throws TypeError `ERR_FDSET_INVALID_ARG_TYPE`, RangeError `ERR_FDSET_OUT_OF_RANGE`.
   */
  constructor(boundUs: number) {
    if (typeof boundUs !== 'number')
      throw argTypeError(`busyPollUs must be a number of microseconds, not ${typeof boundUs}`);
    if (!(boundUs >= 0 && boundUs <= MAX_BOUND_US))
      throw rangeError(`busyPollUs must be from 0 to ${MAX_BOUND_US} microseconds, not ${boundUs}`);
    this.numbers[BOUND_US] = boundUs;
    this.numbers[GAP_US] = 0;
  }

  /** The longest spin of one wait, in microseconds. */
  get boundUs(): number {
    return this.numbers[BOUND_US] as number;
  }

  /** The statistics so far. */
  get stats(): BusyPollStats {
    const { numbers } = this;
    return {
      spins: numbers[SPINS] as number,
      hits: numbers[HITS] as number,
      spunMs: numbers[SPUN_MS] as number,
    };
  }

  /** `console.log(busyPoll)` shows its bound and its statistics. */
  [inspect.custom](...given: InspectArguments): string {
    const parts = (): string[] => {
      const { spins, hits, spunMs } = this.stats;
      return [`boundUs=${this.boundUs}`, `spins=${spins}`, `hits=${hits}`, `spunMs=${spunMs}`];
    };
    return inspectLine(classNameOf(this, 'BusyPoll'), parts, ...given);
  }

  toString(): string {
    return this[inspect.custom]();
  }
}
