// Why a file could not be loaded. The dynamic loader says little of a file for another system, and names no mount option.
import { readFileSync, realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { AddonRefusal } from './addon-unavailable.js';
import { type Libc, runningLibc } from './platform-name.js';

interface Explanation {
  readonly reason: AddonRefusal;
  readonly text: string;
}

interface Binary {
  readonly platform: string;
  readonly arch: string;
  readonly libc?: Libc | undefined;
}

const ELF_MAGIC = 0x7f_45_4c_46;
const ELF_MACHINE_AT = 18;
const elfMachines = new Map([
  [3, 'ia32'],
  [21, 'ppc64'],
  [22, 's390x'],
  [40, 'arm'],
  [62, 'x64'],
  [183, 'arm64'],
  [243, 'riscv64'],
  [258, 'loong64'],
]);

const MACH_O_MAGIC = 0xcf_fa_ed_fe;
const MACH_O_CPU_AT = 4;
const machCpus = new Map([
  [0x01_00_00_07, 'x64'],
  [0x01_00_00_0c, 'arm64'],
]);

const HEADER_BYTES = 20;

/** Says what the file is for, or where it is, when that is why `loaderMessage` was thrown. */
export function explainLoadError(path: string, loaderMessage: string): Explanation {
  return (
    explainBinary(path) ??
    explainMount(path, loaderMessage) ?? { reason: 'failed', text: loaderMessage }
  );
}

function explainBinary(path: string): Explanation | undefined {
  const binary = inspect(path);
  if (binary === undefined) return undefined;
  const { platform, arch } = process;
  const its = `${binary.platform}-${binary.arch}`;
  if (its !== `${platform}-${arch}`)
    return { reason: 'architecture', text: `the file is for ${its}.` };
  const own = platform === 'linux' ? runningLibc() : undefined;
  if (binary.libc === undefined || binary.libc === own) return undefined;
  return { reason: 'libc', text: `the file is for ${binary.libc}, and this Node runs on ${own}.` };
}

function inspect(path: string): Binary | undefined {
  try {
    const bytes = readFileSync(path);
    if (bytes.length < HEADER_BYTES) return undefined;
    const magic = bytes.readUInt32BE(0);
    if (magic === ELF_MAGIC) return inspectElf(bytes);
    return magic === MACH_O_MAGIC ? inspectMachO(bytes) : undefined;
  } catch {
    return undefined;
  }
}

function inspectElf(bytes: Buffer): Binary {
  const machine = bytes.readUInt16LE(ELF_MACHINE_AT);
  const arch = elfMachines.get(machine) ?? `machine ${machine}`;
  return { platform: 'linux', arch, libc: libcOf(bytes) };
}

function inspectMachO(bytes: Buffer): Binary {
  const cpu = bytes.readUInt32LE(MACH_O_CPU_AT);
  return { platform: 'darwin', arch: machCpus.get(cpu) ?? `cpu ${cpu}` };
}

/** From the name of the library that the file needs; Alpine's has the processor in it. */
function libcOf(bytes: Buffer): Libc | undefined {
  if (bytes.includes('\0libc.so.6\0')) return 'glibc';
  return bytes.includes('\0libc.so\0') || bytes.includes('\0libc.musl-') ? 'musl' : undefined;
}

function explainMount(path: string, loaderMessage: string): Explanation | undefined {
  if (!/failed to map|not permitted/i.test(loaderMessage)) return undefined;
  const mount = noexecMount(path);
  if (mount === undefined) return undefined;
  const text = `${mount} is mounted noexec, so that no code can be loaded from it.`;
  return { reason: 'noexec', text };
}

/** The mount point of the file if the mount is noexec. Source: proc_pid_mountinfo(5), whose fifth and sixth field these are. */
function noexecMount(path: string): string | undefined {
  try {
    const lines = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
    const options = new Map<string, string>();
    for (const fields of lines.map((line) => line.split(' ')))
      options.set(unescape(fields[4] ?? ''), fields[5] ?? '');
    let folder = realpathSync(resolve(path));
    while (!options.has(folder) && folder !== '/') folder = dirname(folder);
    return options.get(folder)?.split(',').includes('noexec') ? folder : undefined;
  } catch {
    return undefined;
  }
}

const unescape = (text: string): string =>
  text.replaceAll(/\\([0-7]{3})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
