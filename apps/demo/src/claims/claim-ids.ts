// The document's claims, in its order. `claims` measures each; the lab has a preset for each.

export const CLAIM_IDS = [
  'both-phases-block',
  'one-blocks-all',
  'threads-free-the-others',
  'pools-bound-the-damage',
  'no-size-fits',
  'nonblocking-is-concurrent',
  'nonblocking-stays-blocked',
  'polling-burns',
  'polling-delays',
  'setblocking-is-per-socket',
  'select-costs-two-calls',
  'select-serves-many',
  'epoll-scales',
  'select-burns',
  'async-returns-at-once',
  'async-copies-first',
  'async-signals',
  'sendall-repeats-send',
  'thread-per-client',
  'socketserver-settles-it',
] as const;
export type ClaimId = (typeof CLAIM_IDS)[number];
