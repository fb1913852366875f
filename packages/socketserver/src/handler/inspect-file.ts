// How `rfile` and `wfile` of a handler describe themselves.
import { inspectLine } from '@fdset/posix';
import type { InspectArguments } from '@fdset/posix';

/** Tells whether a file is open, and how many bytes it buffers. */
export const inspectFile = (
  name: string,
  { closed, buffered }: { readonly closed: boolean; readonly buffered: number },
  given: InspectArguments,
): string =>
  inspectLine(name, () => (closed ? ['closed'] : ['open', `buffered=${buffered}`]), ...given);
