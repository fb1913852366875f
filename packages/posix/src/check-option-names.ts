// Refuses options that nobody reads: a misspelt name would silently do nothing.
import { checkList, checkOptions } from './arguments.js';
import { argTypeError } from './misuse.js';

// Two letters exchanged, one forgotten, another word for half of it: more is a name of its own.
const farthest = (name: string): number => Math.max(2, Math.floor(name.length / 3));

/**
 * Refuses own, enumerable keys of `options` that are none of `known`, unless their value is undefined.
 *
 * @param of - what has the options, for the message: `'ThreadingTCPServer'`, `'createListener'`.
 * @param alike - groups of names for much the same thing: who writes one of a group means the one that is known.
 * @throws TypeError `ERR_FDSET_UNKNOWN_OPTION`, which names the nearest option there is, else all of them;
 * `ERR_FDSET_INVALID_ARG_TYPE` for what is no object.
 */
export function checkOptionNames(
  options: object | undefined,
  known: readonly string[],
  of: string,
  alike: readonly (readonly string[])[] = [],
): void {
  if (options !== undefined && areKnown(checkOptions(options), known)) return;
  const names = checkList(known, 'known');
  if (typeof of !== 'string' || !names.every((name) => typeof name === 'string'))
    throw argTypeError('what has the options, and what it knows, must be strings');
  if (options === undefined) return;
  const given = checkOptions(options) as Record<string, unknown>;
  for (const name of Object.keys(given)) {
    if (names.includes(name) || given[name] === undefined) continue;
    throw unknownOption(name, names, of, namesake(name, names, alike) ?? nearest(name, names));
  }
}

// As a call that sends or receives asks it each time: nothing is copied.
function areKnown(options: object, known: readonly string[]): boolean {
  return Array.isArray(known) && Object.keys(options).every((name) => known.includes(name));
}

function unknownOption(
  name: string,
  known: readonly string[],
  of: string,
  near: string | undefined,
): TypeError {
  return argTypeError(
    `${of} has no option '${name}': ${near === undefined ? `it has ${listOf(known)}` : `did you mean '${near}'?`}`,
    'ERR_FDSET_UNKNOWN_OPTION',
  );
}

function listOf(known: readonly string[]): string {
  return known.length === 0 ? 'none' : known.join(', ');
}

function namesake(
  name: string,
  known: readonly string[],
  alike: readonly (readonly string[])[],
): string | undefined {
  const others = alike.find((group) => group.includes(name)) ?? [];
  return known.find((option) => others.includes(option));
}

function nearest(name: string, known: readonly string[]): string | undefined {
  const wanted = name.toLowerCase();
  const [best] = known
    .map((option) => ({ option, far: closeness(wanted, option.toLowerCase()) }))
    .filter(({ far }) => far <= farthest(name))
    .sort((a, b) => a.far - b.far);
  return best?.option;
}

// `timeout` for `timeoutMs`: a part of the name is nearer than its letters tell.
function closeness(a: string, b: string): number {
  const isPart = a.length > 2 && (b.startsWith(a) || a.startsWith(b));
  return isPart ? 1 : distance(a, b);
}

/** Levenshtein's: how many letters have to be put in, left out or exchanged. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const replaced = (row[j] as number) + (a[i] === b[j] ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] as number) + 1, (next[j] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
