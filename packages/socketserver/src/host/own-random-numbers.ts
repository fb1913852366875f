// Random numbers that a forked child does not share with its siblings. V8 draws those of Math.random ahead,
// Node those of UUIDs and whole numbers; what OpenSSL gives is safe, since it knows of fork(2).
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

// randomInt draws 6 KiB ahead, for numbers of 6 bytes each.
const WHOLE_NUMBERS_AHEAD = 1024;

const state = new Uint32Array(4);
const nodesRandomInt = crypto.randomInt;
// Seeding takes OpenSSL a tenth of a millisecond after a fork: whoever needs it does it.
let isSeeded = false;
let hasWholeNumbersAhead = false;

/** Takes the place of what draws ahead, before anybody has a reference to it. */
export const useOwnRandomNumbers = (): void => {
  Math.random = random;
  const { randomUUID } = crypto;
  crypto.randomUUID = (options) => randomUUID({ ...options, disableEntropyCache: true });
  Object.defineProperty(crypto.webcrypto, 'randomUUID', { value: () => crypto.randomUUID() });
  crypto.randomInt = ((...args: Parameters<typeof nodesRandomInt>) => {
    hasWholeNumbersAhead = true;
    return nodesRandomInt(...args);
  }) as typeof nodesRandomInt;
  syncBuiltinESMExports();
};

/** Forgets what was drawn: what is drawn next, a child does not share. */
export const forgetRandomNumbers = (): void => {
  isSeeded = false;
};

/** In a child: uses up what the parent has drawn ahead. */
export const useUpWholeNumbers = (): void => {
  if (!hasWholeNumbersAhead) return;
  for (let left = WHOLE_NUMBERS_AHEAD; left > 0; left--) nodesRandomInt(2);
};

// sfc32 (Chris Doty-Humphrey), 53 bits from two of its words.
const random = (): number => {
  if (!isSeeded) crypto.randomFillSync(state);
  isSeeded = true;
  return (word() * 2 ** 21 + (word() >>> 11)) / 2 ** 53;
};

const word = (): number => {
  const [a = 0, b = 0, c = 0, counter = 0] = state;
  const sum = (a + b + counter) >>> 0;
  state[3] = counter + 1;
  state[0] = b ^ (b >>> 9);
  state[1] = c + (c << 3);
  state[2] = ((c << 21) | (c >>> 11)) + sum;
  return sum;
};
