// Runs programs with an addon that is built with AddressSanitizer and UndefinedBehaviorSanitizer, and collects the
// reports on the program, its threads and the processes that it starts and forks. Each process writes its reports at
// once to its own file, so those that are killed or call _exit lose nothing.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

import { buildAddon, compilerLibrary } from './native-build.mjs';

export const flags = [
  '-fsanitize=address,undefined',
  '-fno-sanitize-recover=undefined',
  '-fno-omit-frame-pointer',
  '-O1',
  '-g',
];
// A shared UBSan would set the log_path of libasan, which has the same symbol and comes first. UBSan's own reports would
// go to stderr, which many a process does not have.
const linking = ['-static-libubsan', '-Wl,--exclude-libs,ALL'];
const defects = fileURLToPath(new URL('defects.c', import.meta.url));

export const buildSanitized = () => buildAddon('sanitized', [...flags, ...linking], [defects]);

// V8 never frees some of its memory, so leaks are counted in another way; see allocations.mjs.
const environment = (addon, logs) => ({
  FDSET_POSIX_ADDON: addon,
  LD_PRELOAD: compilerLibrary('libasan.so'),
  ASAN_OPTIONS: `detect_leaks=0:log_path=${join(logs, 'asan')}`,
  UBSAN_OPTIONS: `print_stacktrace=1:log_path=${join(logs, 'ubsan')}`,
  NO_COLOR: '1',
});

/** Runs Node. Resolves with `{ code, output, reports }`. */
export async function runSanitized(addon, args, { cwd, env } = {}) {
  const logs = mkdtempSync(join(tmpdir(), 'fdset-sanitizers-'));
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, ...environment(addon, logs), ...env },
  });
  let output = '';
  child.stdout.on('data', (data) => (output += data));
  child.stderr.on('data', (data) => (output += data));
  const [code] = await once(child, 'close');
  const reports = readdirSync(logs).map((file) => readFileSync(join(logs, file), 'utf8'));
  rmSync(logs, { recursive: true });
  return { code, output: stripVTControlCharacters(output), reports };
}
