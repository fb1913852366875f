// The programs that tests drive and that the project does not bring: the one place that says from which Debian package
// each comes. Tests ask it by needs.mjs, .ci/run installs what missing-packages.mjs names.
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

const packageOf = {
  curl: 'curl',
  dig: 'dnsutils',
  logger: 'bsdutils',
  nc: 'netcat-openbsd',
  prlimit: 'util-linux',
  python3: 'python3',
  'redis-benchmark': 'redis-tools',
  'redis-cli': 'redis-tools',
  setpriv: 'util-linux',
  socat: 'socat',
  strace: 'strace',
  taskset: 'util-linux',
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

// The other netcat of Debian has no -N, which ends the connection's own side at the end of the input.
const isOpenbsdNc = () => spawnSync('nc', ['-h'], { encoding: 'utf8' }).stderr?.includes('OpenBSD');

const checks = {
  nc: () => isOnPath('nc') && isOpenbsdNc(),
  python3: () => isOnPath(process.env.PYTHON ?? 'python3'),
};

const isInstalled = (program) => (checks[program] ?? (() => isOnPath(program)))();

/** Those of the named programs, or of all, that this machine lacks: `{ program, from }`, a Debian package. */
export const missingPrograms = (names = Object.keys(packageOf)) =>
  names
    .filter((program) => !isInstalled(program))
    .map((program) => ({ program, from: packageOf[program] }));
