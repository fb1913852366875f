// Finds the compiled addon, in this order: the path in FDSET_POSIX_ADDON, a local build, the prebuilt binary of the published
// package. There is no install script.
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { isOfThisRelease } from './addon-interface.js';
import { isBundled, messageOf, refused, remedy } from './addon-refused.js';
import { type AddonRefusal, AddonUnavailableError } from './addon-unavailable.js';
import { explainLoadError } from './explain-load-error.js';
import { faultOfError, faultOfFile, type FileFault } from './file-fault.js';
import { packagePath } from './package-path.js';
import { platformName, PREBUILT } from './platform-name.js';

/** The error of Node or the dynamic loader, with what the user should do. */
function loadError(path: string, cause: unknown): AddonUnavailableError {
  const { code } = Object(cause) as { code?: unknown };
  if (code === 'ERR_DLOPEN_DISABLED')
    return refused({
      tried: [path],
      reason: 'forbidden',
      because: 'this Node may not load addons.',
      todo: 'It was started with --no-addons, or with the permission model and without --allow-addons.',
      cause,
    });
  const fault = faultOfError(cause);
  if (fault !== undefined) return faultError([path], fault);
  const { reason, text } = explainLoadError(path, messageOf(cause));
  return refused({ tried: [path], reason, because: text, todo: todoFor(reason), cause });
}

function todoFor(reason: AddonRefusal): string {
  if (reason === 'noexec') return 'Install the package elsewhere, or mount that file system exec.';
  if (reason === 'failed') return `If it is not for this system: ${remedy()}`;
  return `The packages of another system were copied, or a build of one: install them here. ${remedy()}`;
}

function faultError(tried: readonly string[], fault: FileFault): AddonUnavailableError {
  return refused({ tried, todo: remedy(), ...fault });
}

function load(path: string): unknown {
  const loaded = requireFile(path);
  if (isOfThisRelease(loaded)) return loaded;
  throw refused({
    tried: [path],
    reason: 'failed',
    because: 'the file is not the addon of this release of @fdset/posix.',
    todo: `Install the package again. ${remedy()}`,
  });
}

function requireFile(path: string): unknown {
  try {
    // The path is absolute, so any base serves, and import.meta.url does not: a CommonJS bundle has none.
    return createRequire('/')(path);
  } catch (cause) {
    throw loadError(path, cause);
  }
}

function loadNamed(path: string): unknown {
  const fault = faultOfFile(path);
  if (fault === undefined) return load(path);
  if (fault.reason !== 'missing') throw faultError([path], fault);
  const because = 'FDSET_POSIX_ADDON names a file that does not exist.';
  throw refused({ tried: [path], ...fault, because, todo: 'Correct it, or unset it.' });
}

function missingError(tried: readonly string[]): AddonUnavailableError {
  if (!PREBUILT.includes(platformName())) {
    const because = `there is none; the package has those for ${PREBUILT.join(', ')}.`;
    return refused({ tried, reason: 'missing', because, todo: remedy() });
  }
  if (isBundled())
    return refused({ tried, reason: 'missing', because: 'a bundle has none.', todo: remedy() });
  const because = 'the file that the package brings is not there.';
  const todo = `Install the package again, or copy its folder prebuilds/ along. ${remedy()}`;
  return refused({ tried, reason: 'missing', because, todo });
}

/** The places of an installed package. The name of the platform is found out only if there is no local build. */
function* ownPaths(): Generator<string, void> {
  const local = packagePath('native/build/Release/fdset.node');
  if (local === undefined) return;
  yield local;
  yield packagePath(`prebuilds/${platformName()}/fdset.node`) as string;
}

/** A local build that may not be read is passed over: the permissions that a program needs do not include it. */
function loadOwn(): unknown {
  const tried: string[] = [];
  let denied: FileFault | undefined;
  for (const path of ownPaths()) {
    const fault = faultOfFile(path);
    if (fault === undefined) return load(path);
    tried.push(path);
    if (fault.reason === 'failed') throw faultError([path], fault);
    if (fault.reason === 'forbidden') denied = fault;
  }
  throw denied === undefined ? missingError(tried) : faultError(tried, denied);
}

/**
 * Loads the addon.
 *
 * @throws AddonUnavailableError with platform, architecture, libc, the reason, and what to do.
 */
export function loadAddon(): unknown {
  if (process.platform === 'win32')
    throw new AddonUnavailableError(
      `@fdset/posix needs a POSIX system, and this is Windows (Node ${process.version}): use WSL 2, or a container.`,
      'platform',
    );
  const named = process.env['FDSET_POSIX_ADDON'];
  return named ? loadNamed(resolve(named)) : loadOwn();
}
