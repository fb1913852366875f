// Programs over an addon built with AddressSanitizer and UndefinedBehaviorSanitizer, and what these report: of
// the program itself, its threads, the processes that it starts and forks, whatever becomes of their output.
// Each process has a file of its own, which it writes at once: those that are killed or call _exit lose nothing.
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
// As a shared library UBSan would set its log_path at libasan, which has the same symbol and comes first: its
// own reports would go to stderr, which many a process does not have.
const linking = ['-static-libubsan', '-Wl,--exclude-libs,ALL'];
const defects = fileURLToPath(new URL('defects.c', import.meta.url));

export const buildSanitized = () => buildAddon('sanitized', [...flags, ...linking], [defects]);

// V8 never frees what it holds for good: leaks are counted otherwise, see allocations.mjs.
const environment = (addon, logs) => ({
  FDSET_POSIX_ADDON: addon,
  LD_PRELOAD: compilerLibrary('libasan.so'),
  ASAN_OPTIONS: `detect_leaks=0:log_path=${join(logs, 'asan')}`,
  UBSAN_OPTIONS: `print_stacktrace=1:log_path=${join(logs, 'ubsan')}`,
  NO_COLOR: '1',
});

/** Runs Node; resolves with `{ code, output, reports }`. */
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
