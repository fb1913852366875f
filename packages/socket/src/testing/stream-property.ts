// A property of checkStream: its name, and how it is tried with a pair of its own.
import { checkOptionNames, checkWhole } from '@fdset/posix';
import type { ByteStream } from './byte-stream.js';
import { Trial } from './stream-trial.js';
import type { TrialLimits } from './stream-trial.js';

/** Makes two connected streams; each property gets a pair of its own, and closes it. */
export type MakePair = () =>
  readonly [ByteStream, ByteStream] | Promise<readonly [ByteStream, ByteStream]>;

/** Options of `checkStream`. */
export interface CheckStreamOptions {
  /**
   * More bytes than the pair ever holds in one direction between `sendall` and the peer's `recv`, buffers of the kernel included.
   * Twice as many are sent to see backpressure. Default 16 MiB, enough for TCP; 1 MiB is enough for a Unix pair.
   */
  readonly maxBufferedBytes?: number | undefined;
  /**
   * An operation that has to end and has not, after so many ms, hangs. Default 4,000, less than the limits that test runners have by
   * themselves (vitest 5 s), whose message would say nothing of the stream. Give more where machines may be slow.
   */
  readonly hangMs?: number | undefined;
}

/** A property that every connected stream has. */
export interface StreamProperty {
  /** A sentence of what holds, for the name of a test. */
  readonly name: string;
  /**
   * Tries it with a fresh pair.
   * @throws (rejects) {StreamCheckError} when it does not hold
   */
  readonly check: (makePair: MakePair, options?: CheckStreamOptions) => Promise<void>;
}

/** A property does not hold. `cause` has what was observed. */
export class StreamCheckError extends Error {
  /** The name of the property. */
  readonly property: string;

  constructor(property: string, cause: unknown) {
    const observed = cause instanceof Error ? cause.message : String(cause);
    super(`not so: ${property} (${observed})`, { cause });
    this.property = property;
  }
}
StreamCheckError.prototype.name = 'StreamCheckError';

/** Makes a property of what has to hold. */
export const property = (name: string, hold: (trial: Trial) => Promise<void>): StreamProperty => ({
  name,
  check: async (makePair, options = {}) => {
    const limits = checkLimits(options);
    const [a, b] = await makePair();
    try {
      await hold(new Trial(a, b, limits));
    } catch (error) {
      throw new StreamCheckError(name, error);
    } finally {
      await closeBoth(a, b);
    }
  },
});

const checkLimits = (options: CheckStreamOptions): TrialLimits => {
  checkOptionNames(options, ['maxBufferedBytes', 'hangMs'], 'checkStream');
  const { maxBufferedBytes = 16 * 1024 * 1024, hangMs = 4000 } = options;
  return {
    maxBufferedBytes: checkWhole(maxBufferedBytes, 'maxBufferedBytes', Infinity, 1),
    hangMs: checkWhole(hangMs, 'hangMs', Infinity, 1),
  };
};

// Whether closing works is a property of its own.
const closeBoth = async (a: ByteStream, b: ByteStream): Promise<void> => {
  const close = async (stream: ByteStream): Promise<void> => void (await stream.close());
  await Promise.allSettled([close(a), close(b)]);
};
