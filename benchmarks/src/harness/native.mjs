// Compiles the C programs of native/ if they are missing or older than a source.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SetUpError } from '@fdset/tooling/set-up-error';

const sourceFolder = fileURLToPath(new URL('../../native/', import.meta.url));
const outputFolder = fileURLToPath(new URL('../../build/', import.meta.url));

const shared = ['fail.c', 'histogram.c', 'load-options.c', 'process-cpu.c', 'window.c'];
const listening = ['fail.c', 'listen-anywhere.c'];
const programs = {
  'connect-load': ['connect-load.c', ...shared],
  'connection-server': ['connection-server.c', ...listening],
  'cost-per-event': ['cost-per-event.c'],
  'datagram-load': ['datagram-load.c', ...shared],
  'datagram-server': ['datagram-server.c'],
  'echo-load': ['echo-load.c', 'plain-transport.c', ...shared],
  'echo-server': ['echo-server.c', ...listening],
  'tls-load': ['echo-load.c', 'tls-transport.c', ...shared],
  'tls-server': ['tls-server.c', 'tls-transport.c', ...listening],
  'uring-server': ['uring-server.c', ...listening],
};
const openSsl = ['-lssl', '-lcrypto'];
const libraries = { 'tls-load': openSsl, 'tls-server': openSsl };

const flags = ['-std=c11', '-D_GNU_SOURCE', '-O2', '-Wall', '-Wextra', '-Werror', '-pthread'];

const compiler = process.env.CC ?? 'cc';

/** Whether a header such as `openssl/ssl.h` is installed. */
export const hasHeader = (name) =>
  spawnSync(compiler, ['-fsyntax-only', '-include', name, '-xc', '/dev/null']).status === 0;

const modifiedAt = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

const newestSource = () =>
  Math.max(...readdirSync(sourceFolder).map((name) => modifiedAt(join(sourceFolder, name))));

/** The path of a compiled program. Two runs may compile at once, because each moves its own file into place. */
export const nativeProgram = (name) => {
  const target = join(outputFolder, name);
  if (modifiedAt(target) > newestSource()) return target;
  mkdirSync(outputFolder, { recursive: true });
  const fresh = `${target}.${process.pid}`;
  const sources = programs[name].map((file) => join(sourceFolder, file));
  const linked = [...sources, ...(libraries[name] ?? [])];
  try {
    execFileSync(compiler, [...flags, '-o', fresh, ...linked], { stdio: 'pipe' });
  } catch (error) {
    throw new SetUpError(`${compiler} could not build ${name}: ${error.stderr ?? error.message}`);
  }
  renameSync(fresh, target);
  return target;
};
