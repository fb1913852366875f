// The text of this project's objects in `console.log` and in strings: state, address and counts in one line, like CPython's
// repr, instead of their internals.
import type { InspectOptionsStylized } from 'node:util';

/** The options of `util.inspect` that a line uses. */
type Style = Pick<InspectOptionsStylized, 'stylize'>;

/** The arguments of a custom inspection: the remaining depth, and the options. */
export type InspectArguments = [depth?: number | null, options?: Style];

/**
 * Makes `Name { word name=value }` for `[util.inspect.custom]` and, without the last argument, for `toString`. It never
 * throws, even if `parts` does, because a log line must not end a program. It escapes control characters.
 *
 * @param given - the arguments of the custom inspection; below the requested depth the line is `[Name]`.
 */
export function inspectLine(
  name: string,
  parts: () => readonly string[],
  ...given: InspectArguments
): string {
  const [depth = 0, options] = given;
  const paint = options?.stylize ?? plain;
  if (depth !== null && depth < 0) return paint(`[${name}]`, 'special');
  const shown = quietly(parts).map((part) => painted(escapeControls(part), paint));
  return shown.length === 0 ? `${name} {}` : `${name} { ${shown.join(' ')} }`;
}

/** The name of an object's class, or `usual` if the name cannot be read or is empty. */
export function classNameOf(object: object, usual: string): string {
  try {
    const { name } = object.constructor;
    return typeof name === 'string' && name !== '' ? name : usual;
  } catch {
    return usual;
  }
}

const plain: Style['stylize'] = (text) => text;

// Inspecting a prototype throws, because it has the accessors of its class but not their state.
function quietly(parts: () => readonly string[]): readonly string[] {
  try {
    return parts();
  } catch {
    return [];
  }
}

/**
 * Escapes control characters. Paths of sockets may come from others and have newlines or escape sequences of terminals, which
 * must not break the line.
 */
export function escapeControls(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replaceAll(/[\0-\x1f\x7f-\x9f]/g, (character) =>
    // JSON.stringify does not escape the characters from DEL on.
    character < ' '
      ? JSON.stringify(character).slice(1, -1)
      : `\\u00${character.charCodeAt(0).toString(16)}`,
  );
}

function painted(part: string, paint: Style['stylize']): string {
  const at = part.indexOf('=');
  if (at < 0) return paint(part, 'special');
  const value = part.slice(at + 1);
  const isNumber = value !== '' && !Number.isNaN(Number(value));
  return `${part.slice(0, at + 1)}${paint(value, isNumber ? 'number' : 'string')}`;
}
