// Finds the compiled addon. In this order: the path in FDSET_POSIX_ADDON, a local build, the prebuilt
// binary of the published package. No install script takes part.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { NativeAddon } from './addon.js';

const require = createRequire(import.meta.url);

function libc(): string {
  if (process.platform !== 'linux') return '';
  return hasGlibc() ? '-glibc' : '-musl';
}

function hasGlibc(): boolean {
  // Without this the report resolves the peer of every open connection, which can take seconds.
  const settings = process.report as { excludeNetwork?: boolean };
  const before = settings.excludeNetwork;
  settings.excludeNetwork = true;
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  settings.excludeNetwork = before ?? false;
  return report.header?.glibcVersionRuntime !== undefined;
}

/** What this machine's prebuilt binary is called: `linux-x64-glibc`, `darwin-arm64`. */
function platformName(): string {
  return `${process.platform}-${process.arch}${libc()}`;
}

function inPackage(path: string): string {
  return fileURLToPath(new URL(`../${path}`, import.meta.url));
}

/** What to do: its sources are in the package, but not beside a bundle that the package has become a part of. */
function remedy(): string {
  const sources = inPackage('native');
  if (!existsSync(sources))
    return (
      '@fdset/posix has become a part of a bundle: leave it out (external: [/^@fdset\\//] for tsup, ' +
      '--external:@fdset/* for esbuild), or set FDSET_POSIX_ADDON to the path of an addon.'
    );
  return (
    `Build it: npx node-gyp rebuild -C ${sources} (needs a C compiler, make and Python 3), ` +
    'or set FDSET_POSIX_ADDON to the path of one.'
  );
}

function missing(tried: string[], cause?: unknown): Error {
  const message =
    `@fdset/posix has no working addon for ${platformName()} (Node ${process.version}).\n` +
    `Tried:\n${tried.map((path) => `  ${path}`).join('\n')}\n${remedy()}`;
  return Object.assign(new Error(message, { cause }), { code: 'ERR_FDSET_ADDON_MISSING' });
}

function load(path: string): NativeAddon {
  try {
    return require(path) as NativeAddon;
  } catch (cause) {
    throw missing([path], cause);
  }
}

/**
 * Loads the addon.
 *
 * @throws Error `ERR_FDSET_ADDON_MISSING` naming platform, architecture, libc and how to build one.
 */
export function loadAddon(): NativeAddon {
  const named = process.env['FDSET_POSIX_ADDON'];
  if (named) return load(named);
  const local = inPackage('native/build/Release/fdset.node');
  if (existsSync(local)) return load(local);
  const prebuilt = inPackage(`prebuilds/${platformName()}/fdset.node`);
  if (existsSync(prebuilt)) return load(prebuilt);
  throw missing([local, prebuilt]);
}
