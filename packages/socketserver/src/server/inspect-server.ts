// The text that `console.log(server)` shows: names and counts instead of internals.
import { AF_INET, AF_INET6, AF_UNIX, describeAddress } from '@fdset/socket';
import type { AnyServer } from './any-server.js';

const FAMILIES = new Map([
  [AF_INET, 'AF_INET'],
  [AF_INET6, 'AF_INET6'],
  [AF_UNIX, 'AF_UNIX'],
]);

/** The parts of a server's description; parts that cannot be read are omitted. */
export const inspectServer = (server: AnyServer): string[] => {
  const parts = [
    quietly(() => server.state),
    quietly(() => describeAddress(server.serverAddress)),
    quietly(() => familyOf(server)),
    ...quietly(() => countsOf(server)).split(' '),
  ];
  return parts.filter((part) => typeof part === 'string' && part !== '');
};

const quietly = (ask: () => string): string => {
  try {
    return ask();
  } catch {
    return '';
  }
};

const familyOf = (server: AnyServer): string => {
  const { family } = (server as { socket?: { family: number } }).socket ?? { family: -1 };
  return FAMILIES.get(family) ?? '';
};

const countsOf = (server: AnyServer): string => {
  const { strategy } = server as { strategy?: unknown };
  const { accepted, active, pool } = server.stats();
  const workers = pool === null ? '' : ` workers=${pool.workers} queued=${pool.queued}`;
  return `strategy=${String(strategy)} active=${active} accepted=${accepted}${workers}`;
};
