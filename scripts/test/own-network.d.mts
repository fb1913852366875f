import type { TestOptions } from 'vitest';

/** Skips tests where there may be no network of one's own. */
export declare const needsOwnNetwork: () => TestOptions;

/** Runs a module of Node in a network of its own, where names have the addresses of these lines of /etc/hosts. */
export declare const runInOwnNetwork: (
  hosts: readonly string[],
  module: string,
  args: readonly string[],
) => Promise<string>;
