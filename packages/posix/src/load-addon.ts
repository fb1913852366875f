// Finds the compiled addon, in this order: the path in FDSET_POSIX_ADDON, a local build, the prebuilt binary of the published
// package. There is no install script.
import { existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type AddonRefusal, AddonUnavailableError } from './addon-unavailable.js';
import { explainLoadError } from './explain-load-error.js';
import { platformName, PREBUILT } from './platform-name.js';

const require = createRequire(import.meta.url);

interface Failure {
  readonly tried: readonly string[];
  readonly reason: AddonRefusal;
  /** Why it cannot be loaded. */
  readonly because: string;
  /** What the user should do. */
  readonly todo: string;
  readonly cause?: unknown;
}

function unavailable({ tried, reason, because, todo, cause }: Failure): AddonUnavailableError {
  const message =
    `@fdset/posix has no working addon for ${platformName()} (Node ${process.version}): ${because}\n` +
    `Tried:\n${tried.map((path) => `  ${path}`).join('\n')}\n${todo}`;
  return new AddonUnavailableError(message, reason, cause === undefined ? undefined : { cause });
}

function inPackage(path: string): string {
  return fileURLToPath(new URL(`../${path}`, import.meta.url));
}

/** How to get an addon. The package has the sources, but a bundle that includes the package does not. */
function remedy(): string {
  const sources = inPackage('native');
  if (!existsSync(sources))
    return (
      '@fdset/posix is part of a bundle: leave it out (external: [/^@fdset\\//] for tsup, ' +
      '--external:@fdset/* for esbuild), or set FDSET_POSIX_ADDON to the path of an addon.'
    );
  return (
    `Build it: npx node-gyp rebuild -C ${sources} (needs a C compiler, make and Python 3), ` +
    'or set FDSET_POSIX_ADDON to the path of one.'
  );
}

/** The error of Node or the dynamic loader, with what the user should do. */
function loadError(path: string, cause: unknown): AddonUnavailableError {
  const { code, message } = cause as { code?: unknown; message?: unknown };
  const failure = { tried: [path], cause };
  if (code === 'ERR_DLOPEN_DISABLED')
    return unavailable({
      ...failure,
      reason: 'forbidden',
      because: 'this Node may not load addons.',
      todo: 'It was started with --no-addons, or with the permission model and without --allow-addons.',
    });
  if (code === 'ERR_ACCESS_DENIED')
    return unavailable({
      ...failure,
      reason: 'forbidden',
      because: 'the permission model keeps it from Node.',
      todo: 'Allow both: --allow-addons and --allow-fs-read for the folder of the file.',
    });
  const { reason, text } = explainLoadError(path, String(message).trim());
  return unavailable({ ...failure, reason, because: text, todo: todoFor(reason) });
}

function todoFor(reason: AddonRefusal): string {
  if (reason === 'noexec') return 'Install the package elsewhere, or mount that file system exec.';
  if (reason === 'failed') return `If it is not for this system: ${remedy()}`;
  return `The packages of another system were copied, or a build of one: install them here. ${remedy()}`;
}

/** Whether the file exists. A file that cannot be checked counts as existing, because loading it gives the actual error. */
function exists(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    return (error as { code?: unknown }).code !== 'ENOTDIR';
  }
}

function load(path: string): unknown {
  try {
    return require(resolve(path));
  } catch (cause) {
    throw loadError(path, cause);
  }
}

function loadNamed(path: string): unknown {
  if (exists(path)) return load(path);
  throw unavailable({
    tried: [path],
    reason: 'missing',
    because: 'FDSET_POSIX_ADDON names a file that does not exist.',
    todo: 'Correct it, or unset it.',
  });
}

function missingError(tried: readonly string[]): AddonUnavailableError {
  if (!PREBUILT.includes(platformName())) {
    const because = `there is none; the package has those for ${PREBUILT.join(', ')}.`;
    return unavailable({ tried, reason: 'missing', because, todo: remedy() });
  }
  const because = 'the file that the package brings is not there.';
  const todo = `Install the package again, or copy its folder prebuilds/ along. ${remedy()}`;
  return unavailable({ tried, reason: 'missing', because, todo });
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
  if (named) return loadNamed(named);
  const local = inPackage('native/build/Release/fdset.node');
  if (exists(local)) return load(local);
  const prebuilt = inPackage(`prebuilds/${platformName()}/fdset.node`);
  if (exists(prebuilt)) return load(prebuilt);
  throw missingError([local, prebuilt]);
}
