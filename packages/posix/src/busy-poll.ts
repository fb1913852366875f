// Spinning before a wait blocks: being put to sleep and woken is most of a round trip when there are
// few connections. How it adapts is in native/spinning.c, which writes these numbers.
import { inspect } from 'node:util';
import { classNameOf, inspectLine } from './inspect-line.js';
import type { InspectArguments } from './inspect-line.js';
import { argTypeError, rangeError } from './misuse.js';

const [BOUND_US, GAP_US, SPINS, HITS, SPUN_MS, COUNT] = [0, 1, 2, 3, 4, 5] as const;
const MAX_BOUND_US = 1_000_000;

/** What spinning has cost and brought so far. */
export interface BusyPollStats {
  /** How many waits have spun: they found nothing at once. */
  readonly spins: number;
  /** How many of those found something before the bound, and thus did not block. */
  readonly hits: number;
  /**
   * How long they spun, in milliseconds by the clock: processor time as long as the thread had a
   * processor to itself, more than that where it had to share.
   */
  readonly spunMs: number;
}

/**
 * Lets the waits that it is given to spin before they block, while events come quickly enough: the
 * average wait, in which a long pause counts for at most eight times the bound, must not be longer
 * than the bound. For one waiting loop.
 */
export class BusyPoll {
  /** @internal As the addon has it. */
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

  /** The cost so far. */
  get stats(): BusyPollStats {
    const { numbers } = this;
    return {
      spins: numbers[SPINS] as number,
      hits: numbers[HITS] as number,
      spunMs: numbers[SPUN_MS] as number,
    };
  }

  /** `console.log(busyPoll)`: its bound and what it has cost so far. */
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
