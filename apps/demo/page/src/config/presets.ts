// A configuration for each claim of the document. What to look at is told by the texts (texts/en-claims.ts).
import { CLAIM_IDS } from '../../../src/claims/claim-ids.js';
import type { ClaimId } from '../../../src/claims/claim-ids.js';
import { STANDARD_CONFIG } from '../../../src/lab/protocol/run-config.js';
import type { RunConfig } from '../../../src/lab/protocol/run-config.js';

const changes: Readonly<Record<ClaimId, Partial<RunConfig>>> = {
  'both-phases-block': { models: ['blocking'], clients: 1, messageBytes: 65_536, thinkMs: 20 },
  'one-blocks-all': { models: ['blocking', 'epoll'], clients: 8 },
  'threads-free-the-others': { models: ['blocking', 'threads', 'processes'], clients: 8 },
  'pools-bound-the-damage': {
    models: ['threads', 'thread-pool', 'process-pool'],
    clients: 16,
    poolSize: 4,
  },
  'no-size-fits': {
    models: ['thread-pool', 'process-pool'],
    clients: 12,
    poolSize: 4,
    handlerCost: 'sleep',
    handlerMs: 20,
  },
  'nonblocking-is-concurrent': { models: ['blocking', 'nonblocking', 'epoll'], clients: 8 },
  'nonblocking-stays-blocked': { models: ['blocking', 'nonblocking'], clients: 1, thinkMs: 50 },
  'polling-burns': { models: ['nonblocking', 'epoll'], clients: 4, thinkMs: 200 },
  'polling-delays': { models: ['nonblocking', 'epoll'], clients: 64, thinkMs: 10 },
  'setblocking-is-per-socket': { models: ['nonblocking', 'select'], clients: 4, thinkMs: 50 },
  'select-costs-two-calls': { models: ['blocking', 'select'], clients: 1 },
  'select-serves-many': { models: ['blocking', 'select'], clients: 32 },
  'epoll-scales': { models: ['select', 'poll', 'epoll'], clients: 200, thinkMs: 100 },
  'select-burns': { models: ['nonblocking', 'select'], clients: 4, thinkMs: 200 },
  'async-returns-at-once': {
    models: ['blocking', 'async', 'async-uring'],
    clients: 1,
    thinkMs: 20,
  },
  'async-copies-first': { models: ['async', 'async-uring'], clients: 1, messageBytes: 65_536 },
  'async-signals': { models: ['async', 'async-uring'], clients: 8 },
  'sendall-repeats-send': { models: ['threads', 'epoll'], clients: 4, messageBytes: 65_536 },
  'thread-per-client': { models: ['threads', 'threads-anew'], clients: 16, thinkMs: 10 },
  'socketserver-settles-it': {
    models: ['threads', 'processes', 'thread-pool', 'async'],
    clients: 16,
    poolSize: 4,
    slowPercent: 50,
    handlerCost: 'sleep',
    handlerMs: 5,
  },
};

export function presetOf(claim: ClaimId): RunConfig {
  return { ...STANDARD_CONFIG, ...changes[claim] };
}

/** The claim whose preset this is; `preferred` decides between two that have the same. How long it runs does not matter. */
export function claimOf(config: RunConfig, preferred: ClaimId | null): ClaimId | null {
  const matches = (claim: ClaimId): boolean =>
    JSON.stringify({ ...presetOf(claim), seconds: 0 }) ===
    JSON.stringify({ ...STANDARD_CONFIG, ...config, seconds: 0 });
  if (preferred !== null && matches(preferred)) return preferred;
  return CLAIM_IDS.find(matches) ?? null;
}
