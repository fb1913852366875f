// The programs that tests run and that the project does not bring. Only this list says from which Debian package each
// comes. Tests use it through needs.mjs; .ci/run installs the packages that missing-packages.mjs prints.
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

const packageOf = {
  'aarch64-linux-gnu-gcc': 'gcc-aarch64-linux-gnu',
  chromium: 'chromium',
  curl: 'curl',
  dig: 'dnsutils',
  h2load: 'nghttp2-client',
  logger: 'bsdutils',
  nc: 'netcat-openbsd',
  nginx: 'nginx-light',
  openssl: 'openssl',
  prlimit: 'util-linux',
  python3: 'python3',
  readelf: 'binutils',
  'redis-benchmark': 'redis-tools',
  'redis-cli': 'redis-tools',
  'redis-server': 'redis-server',
  setpriv: 'util-linux',
  socat: 'socat',
  strace: 'strace',
  strip: 'binutils',
  'systemd-socket-activate': 'systemd',
  taskset: 'util-linux',
  tmux: 'tmux',
  wrk: 'wrk',
};

const isExecutable = (path) => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const isOnPath = (program) =>
  isAbsolute(program)
    ? isExecutable(program)
    : (process.env.PATH ?? '')
        .split(delimiter)
        .some((folder) => isExecutable(join(folder, program)));

// The other netcat of Debian has no -N, which shuts down the sending side at the end of the input.
const isOpenbsdNc = () => spawnSync('nc', ['-h'], { encoding: 'utf8' }).stderr?.includes('OpenBSD');

const checks = {
  nc: () => isOnPath('nc') && isOpenbsdNc(),
  python3: () => isOnPath(process.env.PYTHON ?? 'python3'),
};

const isInstalled = (program) => (checks[program] ?? (() => isOnPath(program)))();

/** The named programs (default: all) that this machine lacks, as `{ program, from }`; `from` is the Debian package. */
export const missingPrograms = (names = Object.keys(packageOf)) =>
  names
    .filter((program) => !isInstalled(program))
    .map((program) => ({ program, from: packageOf[program] }));
