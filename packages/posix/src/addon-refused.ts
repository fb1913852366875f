// Makes the errors of an addon that cannot be loaded: which files were tried, why, and what to do.
import { statSync } from 'node:fs';
import { inspect } from 'node:util';
import { type AddonRefusal, AddonUnavailableError } from './addon-unavailable.js';
import { packagePath } from './package-path.js';
import { platformName } from './platform-name.js';

interface Failure {
  readonly tried: readonly string[];
  readonly reason: AddonRefusal;
  /** Why it cannot be loaded. */
  readonly because: string;
  /** What the user should do. */
  readonly todo: string;
  readonly cause?: unknown;
}

export function refused({ tried, reason, because, todo, cause }: Failure): AddonUnavailableError {
  const paths = tried.length === 0 ? '' : `Tried:\n${tried.map((path) => `  ${path}\n`).join('')}`;
  const message =
    `@fdset/posix has no working addon for ${platformName()} (Node ${process.version}): ${because}\n` +
    `${paths}${todo}`;
  return new AddonUnavailableError(message, reason, cause === undefined ? undefined : { cause });
}

/** Whether the package is part of a bundle, which has neither its sources nor its addons. */
export function isBundled(): boolean {
  const sources = packagePath('native');
  return sources === undefined || isAbsent(sources);
}

/** How to get an addon. */
export function remedy(): string {
  if (isBundled())
    return (
      '@fdset/posix is part of a bundle: leave it out (external: [/^@fdset\\//] for tsup, ' +
      '--external:@fdset/* for esbuild), or set FDSET_POSIX_ADDON to the path of an addon.'
    );
  return (
    `Build it: npx node-gyp rebuild -C ${packagePath('native')} (needs a C compiler, make and Python 3), ` +
    'or set FDSET_POSIX_ADDON to the path of one.'
  );
}

/** A folder that cannot be examined, as one that the permission model hides, counts as existing. */
function isAbsent(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) === undefined;
  } catch {
    return false;
  }
}

/** The message of what was thrown. Code that replaces process.dlopen may throw anything. */
export function messageOf(thrown: unknown): string {
  try {
    const { message } = Object(thrown) as { message?: unknown };
    return typeof message === 'string' ? message.trim() : `${inspect(thrown)} was thrown.`;
  } catch {
    return 'a value that cannot be read was thrown.';
  }
}

/** The error for whatever was thrown while the addon was looked for. */
export function asRefused(thrown: unknown): AddonUnavailableError {
  if (thrown instanceof AddonUnavailableError) return thrown;
  const because = messageOf(thrown);
  return refused({ tried: [], reason: 'failed', because, todo: remedy(), cause: thrown });
}
