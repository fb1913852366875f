// How many descriptors this process may have. Node has raised the soft limit to the hard one at its start.
import { readFileSync } from 'node:fs';
import { UsageError } from '../../command/usage-error.js';

/** What Node, its threads and the selectors need beside the connections. */
const OWN_DESCRIPTORS = 64;

/** @throws {UsageError} where so many connections cannot be opened */
export function checkDescriptors(connections: number): void {
  const limit = descriptorLimit();
  if (connections + OWN_DESCRIPTORS <= limit) return;
  throw new UsageError(
    `--connections ${connections} needs more descriptors than the ${limit} that this process may have: raise \`ulimit -Hn\` to ${connections + OWN_DESCRIPTORS}`,
  );
}

function descriptorLimit(): number {
  try {
    const [, soft] =
      /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
    return soft === undefined ? Infinity : Number(soft);
  } catch {
    // Only Linux tells; elsewhere opening fails with EMFILE.
    return Infinity;
  }
}
