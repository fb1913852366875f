// Refuses unknown options, because a misspelt name would silently have no effect.
import { checkList, checkOptions } from './arguments.js';
import { argTypeError } from './misuse.js';

// The largest edit distance of a suggestion: two letters, or a third of the name. A name that differs more is a different name.
const longestDistance = (name: string): number => Math.max(2, Math.floor(name.length / 3));

/**
 * Refuses own, enumerable keys of `options` that are not in `known`, unless their value is undefined.
 *
 * @param of - the class or function that takes the options, for the message: `'ThreadingTCPServer'`, `'createListener'`.
 * @param synonyms - groups of names with much the same meaning; for an unknown name of a group the error suggests the known one.
 * @throws TypeError `ERR_FDSET_UNKNOWN_OPTION`, which suggests the nearest option, or lists all options;
 * `ERR_FDSET_INVALID_ARG_TYPE` for options that are no object.
 */
export function checkOptionNames(
  options: object | undefined,
  known: readonly string[],
  of: string,
  synonyms: readonly (readonly string[])[] = [],
): void {
  if (options !== undefined && areKnown(checkOptions(options), known)) return;
  const names = checkList(known, 'known');
  if (typeof of !== 'string' || !names.every((name) => typeof name === 'string'))
    throw argTypeError('the owner of the options and the known names must be strings');
  if (options === undefined) return;
  const given = checkOptions(options) as Record<string, unknown>;
  for (const name of Object.keys(given)) {
    if (names.includes(name) || given[name] === undefined) continue;
    throw unknownOption(
      name,
      names,
      of,
      findSynonym(name, names, synonyms) ?? nearest(name, names),
    );
  }
}

// Every call that sends or receives makes this check, so it copies nothing.
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

function findSynonym(
  name: string,
  known: readonly string[],
  synonyms: readonly (readonly string[])[],
): string | undefined {
  const others = synonyms.find((group) => group.includes(name)) ?? [];
  return known.find((option) => others.includes(option));
}

function nearest(name: string, known: readonly string[]): string | undefined {
  const wanted = name.toLowerCase();
  const [best] = known
    .map((option) => ({ option, far: distance(wanted, option.toLowerCase()) }))
    .filter(({ far }) => far <= longestDistance(name))
    .sort((a, b) => a.far - b.far);
  return best?.option;
}

// A beginning of the name, as `timeout` of `timeoutMs`, counts as nearer than its edit distance.
function distance(a: string, b: string): number {
  const isPart = a.length > 2 && (b.startsWith(a) || a.startsWith(b));
  return isPart ? 1 : editDistance(a, b);
}

/** Levenshtein's distance: how many letters must be inserted, removed or replaced. */
function editDistance(a: string, b: string): number {
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
