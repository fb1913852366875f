// Finds the compiled addon, in this order: the path in FDSET_POSIX_ADDON, a local build, the prebuilt binary of the published
// package. There is no install script.
import { existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);

function libc(): string {
  if (process.platform !== 'linux') return '';
  return hasGlibc() ? '-glibc' : '-musl';
}

function hasGlibc(): boolean {
  // Without this setting the report resolves the peer of every open connection, which can take seconds.
  const settings = process.report as { excludeNetwork?: boolean };
  const before = settings.excludeNetwork;
  settings.excludeNetwork = true;
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  settings.excludeNetwork = before ?? false;
  return report.header?.glibcVersionRuntime !== undefined;
}

/** The name of this machine's prebuilt binary, such as `linux-x64-glibc` or `darwin-arm64`. */
function platformName(): string {
  return `${process.platform}-${process.arch}${libc()}`;
}

function inPackage(path: string): string {
  return fileURLToPath(new URL(`../${path}`, import.meta.url));
}

/** What the user should do. The package has the sources, but a bundle that includes the package does not. */
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

function unusable(tried: string[], reason: string, todo: string, cause?: unknown): Error {
  const message =
    `@fdset/posix has no working addon for ${platformName()} (Node ${process.version}): ${reason}\n` +
    `Tried:\n${tried.map((path) => `  ${path}`).join('\n')}\n${todo}`;
  return Object.assign(new Error(message, { cause }), { code: 'ERR_FDSET_ADDON_MISSING' });
}

/** The error of Node or the dynamic loader, with what the user should do. */
function loadError(path: string, cause: unknown): Error {
  const { code, message } = cause as { code?: unknown; message?: unknown };
  if (code === 'ERR_DLOPEN_DISABLED')
    return unusable(
      [path],
      'this Node may not load addons.',
      'It was started with --no-addons, or with the permission model and without --allow-addons.',
      cause,
    );
  if (code === 'ERR_ACCESS_DENIED')
    return unusable(
      [path],
      'the permission model keeps it from Node.',
      'Allow both: --allow-addons and --allow-fs-read for the folder of the file.',
      cause,
    );
  return unusable(
    [path],
    String(message).trim(),
    `If it is not for this system: ${remedy()}`,
    cause,
  );
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
  throw unusable(
    [path],
    'FDSET_POSIX_ADDON names a file that does not exist.',
    'Correct it, or unset it.',
  );
}

/**
 * Loads the addon.
 *
 * @throws Error `ERR_FDSET_ADDON_MISSING`, with platform, architecture, libc, the reason, and what to do.
 */
export function loadAddon(): unknown {
  const named = process.env['FDSET_POSIX_ADDON'];
  if (named) return loadNamed(named);
  const local = inPackage('native/build/Release/fdset.node');
  if (exists(local)) return load(local);
  const prebuilt = inPackage(`prebuilds/${platformName()}/fdset.node`);
  if (exists(prebuilt)) return load(prebuilt);
  throw unusable([local, prebuilt], 'there is none.', remedy());
}
