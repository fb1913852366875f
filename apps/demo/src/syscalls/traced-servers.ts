// The servers whose system calls are counted: every model of the document, and its ways out of blocking.

/** How many clients ask at the same time to show which calls serve several of them. */
export const TOGETHER = 20;

export interface TracedServer {
  readonly label: string;
  readonly args: readonly string[];
  /** Whether one thread serves all clients, so that one call may serve several of them. */
  readonly isShared: boolean;
  readonly needsRing?: boolean;
}

const own = (label: string, ...args: string[]): TracedServer => ({ label, args, isShared: false });
const shared = (label: string, ...args: string[]): TracedServer => ({
  label,
  args,
  isShared: true,
});

export const tracedServers = [
  own('blocking', 'blocking'),
  own('blocking --threads', 'blocking', '--threads'),
  own('blocking --processes', 'blocking', '--processes'),
  shared('nonblocking', 'nonblocking'),
  shared('multiplexing select', 'multiplexing', '--selector', 'select'),
  shared('multiplexing poll', 'multiplexing', '--selector', 'poll'),
  shared('multiplexing epoll', 'multiplexing', '--selector', 'epoll'),
  shared('async selector', 'async', '--driver', 'selector'),
  { ...shared('async uring', 'async', '--driver', 'uring'), needsRing: true },
] as const satisfies readonly TracedServer[];

export type TracedLabel = (typeof tracedServers)[number]['label'];
