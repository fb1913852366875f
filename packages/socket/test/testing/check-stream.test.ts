import { describe, expect, it } from 'vitest';
import {
  StreamCheckError,
  checkStream,
  memoryPair,
  streamProperties,
} from '../../src/testing/index.js';
import type { CheckStreamOptions } from '../../src/testing/index.js';
import { brokenBytes } from './broken-bytes.js';
import { brokenEnds } from './broken-ends.js';
import { CAPACITY } from './broken-stream.js';

const brokenStreams = [...brokenBytes, ...brokenEnds];

// What has to end in a memory pair ends in the same turn or by a timer that is due earlier: it is never late, however slow
// the machine is.
const options: CheckStreamOptions = { maxBufferedBytes: CAPACITY, hangMs: 50 };

const failureOf = (check: Promise<void>): Promise<StreamCheckError> =>
  check.then(
    () => expect.fail('the check has passed'),
    (error: unknown) => error as StreamCheckError,
  );

describe('checkStream', () => {
  it.each(brokenStreams)('finds a stream that $fault', async ({ lacks, observed, make }) => {
    const property = streamProperties.find(({ name }) => name === lacks);
    const error = await failureOf(property!.check(make, options));
    expect(error).toBeInstanceOf(StreamCheckError);
    expect(error).toMatchObject({ name: 'StreamCheckError', property: lacks });
    expect(error.message.startsWith(`not so: ${lacks} (`)).toBe(true);
    expect(error.message).toMatch(observed);
  });

  it('tells of an operation that hangs before a test runner with a limit of 5 s ends it', async () => {
    const [hanging] = streamProperties;
    const make = (): ReturnType<typeof memoryPair> => {
      const pair = memoryPair();
      for (const end of pair) end.recv = () => new Promise(() => {});
      return pair;
    };
    const { message } = await failureOf(hanging!.check(make, { maxBufferedBytes: CAPACITY }));
    expect(message).toMatch(/is still pending after 4000 ms/);
  });

  it('has a broken stream for each property', () => {
    const lacking = new Set(brokenStreams.map(({ lacks }) => lacks));
    expect([...lacking].sort()).toEqual(streamProperties.map(({ name }) => name).sort());
  });

  it('checks the properties in order, and stops at the first that does not hold', async () => {
    const { make } = brokenStreams.find(({ fault }) => fault === 'closes both directions')!;
    let pairs = 0;
    const counting = (): ReturnType<typeof make> => {
      pairs++;
      return make();
    };
    const { property } = await failureOf(checkStream(counting, options));
    expect(property).toMatch(/^half-close/);
    expect(streamProperties.map(({ name }) => name).indexOf(property)).toBe(pairs - 1);
  });

  it('gives each property a pair of its own, and closes it', async () => {
    const pairs: ReturnType<typeof memoryPair>[] = [];
    await checkStream(() => {
      pairs.push(memoryPair({ capacityBytes: CAPACITY }));
      return Promise.resolve(pairs.at(-1)!);
    }, options);
    expect(pairs).toHaveLength(streamProperties.length);
    expect(new Set(pairs.flat().map(String))).toEqual(new Set(['MemoryStream { closed }']));
  });

  it('passes on what making a pair throws', async () => {
    const refused = new Error('no more descriptors');
    const make = (): Promise<never> => Promise.reject(refused);
    await expect(checkStream(make, options)).rejects.toBe(refused);
  });

  it.each([
    [{ maxBuffered: 1 }, 'ERR_FDSET_UNKNOWN_OPTION'],
    [{ maxBufferedBytes: 0 }, 'ERR_FDSET_OUT_OF_RANGE'],
    [{ hangMs: '1' }, 'ERR_FDSET_INVALID_ARG_TYPE'],
  ])('refuses the options %j', async (wrong, code) => {
    await expect(checkStream(memoryPair, wrong as never)).rejects.toMatchObject({ code });
  });
});
