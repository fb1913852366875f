// The name of the running system among the prebuilt addons: `linux-x64-glibc`, `darwin-arm64`.
import { readHead } from './read-head.js';

export type Libc = 'glibc' | 'musl';

/** The names that the package brings an addon for. */
export const PREBUILT: readonly string[] = [
  'linux-x64-glibc',
  'linux-arm64-glibc',
  'linux-x64-musl',
  'linux-arm64-musl',
  'darwin-x64',
  'darwin-arm64',
];

export function platformName(): string {
  const { platform, arch } = process;
  return platform === 'linux' ? `linux-${arch}-${runningLibc()}` : `${platform}-${arch}`;
}

/** The C library of the running process. */
export function runningLibc(): Libc {
  return libcOfInterpreter() ?? libcOfReport();
}

// The program that loads Node's own executable is named in its first bytes. Making a report takes some 7 ms, reading this 0.1,
// and every thread that imports the package does it again.
function libcOfInterpreter(): Libc | undefined {
  try {
    const head = readHead('/proc/self/exe');
    if (head.includes('/ld-musl-')) return 'musl';
    return head.includes('/ld-linux') ? 'glibc' : undefined;
  } catch {
    return undefined; // no /proc, or the permission model hides it
  }
}

function libcOfReport(): Libc {
  // Without this setting the report resolves the peer of every open connection, which can take seconds.
  const settings = process.report as { excludeNetwork?: boolean };
  const before = settings.excludeNetwork;
  settings.excludeNetwork = true;
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  settings.excludeNetwork = before ?? false;
  return report.header?.glibcVersionRuntime === undefined ? 'musl' : 'glibc';
}
