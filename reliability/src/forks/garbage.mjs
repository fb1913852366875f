// The work of a request makes so much garbage that V8 collects it by itself. The sum of the values is wrong if an object
// that is still in use was damaged.
const LINKS = 400;
const LISTS = 120;
const KEEP_EVERY = 8;
const KEPT_VALUES = 200;
const TABLES = 160;
const ROWS = 1 << 17;

/** V8 scavenges several times in one of so many requests. */
export const SCAVENGING_EVERY = 20;
/** V8 also marks and sweeps its whole heap in one of so many requests. */
export const MARKING_EVERY = 400;

const makeList = (seed) => {
  let last = null;
  for (let i = 0; i < LINKS; i++) last = { value: seed + i, text: `${seed}:${i}`, before: [last] };
  let sum = 0;
  for (let link = last; link !== null; [link] = link.before) sum += link.value + link.text.length;
  return sum;
};

// Scavenges move the objects that are kept.
const makeLists = (seed, kept) => {
  let sum = 0;
  for (let i = 0; i < LISTS; i++) {
    sum += makeList(seed + i);
    if (i % KEEP_EVERY === 0)
      kept.push(...Array.from({ length: KEPT_VALUES }, (_, j) => ({ value: i + j })));
  }
  return sum;
};

// These arrays are large from the start and are never moved. V8 marks and sweeps to collect them.
const makeTables = (kept) => {
  for (let i = 0; i < TABLES; i++) {
    // oxlint-disable-next-line unicorn/no-new-array
    kept.push({ rows: new Array(ROWS).fill(i), value: i });
  }
};

/** Makes the garbage of one request, and returns the sum of its values. */
export const makeGarbage = (number) => {
  if (number % SCAVENGING_EVERY > 0) return makeList(number);
  const kept = [];
  let sum = makeLists(number, kept);
  if (number % MARKING_EVERY === 0) makeTables(kept);
  sum += makeLists(number, kept);
  return kept.reduce((total, { rows, value }) => total + (rows?.at(-1) ?? value), sum);
};

const sumTo = (n) => (n * (n - 1)) / 2;
const digits = Array.from({ length: LINKS }, (_, i) => String(i)).join('').length;
const sumOfList = (seed) => LINKS * (seed + String(seed).length + 1) + sumTo(LINKS) + digits;

/** Computes the same sum by a formula. */
export const sumOfGarbage = (number) => {
  if (number % SCAVENGING_EVERY > 0) return sumOfList(number);
  let sum = number % MARKING_EVERY === 0 ? sumTo(TABLES) : 0;
  for (let i = 0; i < LISTS; i++) sum += 2 * sumOfList(number + i);
  for (let i = 0; i < LISTS; i += KEEP_EVERY) sum += 2 * (KEPT_VALUES * i + sumTo(KEPT_VALUES));
  return sum;
};
