// A checkout with this repository's set-up and two packages that a shell builds: real npx, pnpm and turbo, which come from
// this repository instead of the network.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const { packageManager } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));

// A build is counted, copies its source, and runs a part of it.
const build = 'echo >>../../builds; mkdir -p dist && cp src/* dist && sh src/check.sh';
// A FIFO: whoever opens it to write knows that the build has come so far, and lets it go on by closing it.
const gate = 'if [ -p ../../gate ]; then read line <../../gate; fi';

const manifest = (name, ...commands) =>
  JSON.stringify({
    name,
    version: '0.0.0',
    type: 'module',
    scripts: { build: commands.join('; ') },
  });

const tools = (folder) =>
  ['pnpm', 'turbo'].map((name) => {
    const path = realpathSync(join(repository, 'node_modules', name));
    return { name, path, link: `link:${relative(folder, path)}` };
  });

const filesOf = (linked) => ({
  'package.json': JSON.stringify({
    name: 'small',
    private: true,
    packageManager,
    devDependencies: Object.fromEntries(linked.map(({ name, link }) => [name, link])),
  }),
  'pnpm-workspace.yaml': 'packages: [packages/*, apps/*]\n',
  'pnpm-lock.yaml': `lockfileVersion: '9.0'
settings: { autoInstallPeers: true, excludeLinksFromLockfile: false }
importers:
  .:
    devDependencies:
${linked.map(({ name, link }) => `      ${name}: { specifier: '${link}', version: '${link}' }\n`).join('')}
  apps/demo: {}
  packages/first: {}
`,
  'turbo.json': JSON.stringify({ tasks: { build: { inputs: ['src/**'], outputs: ['dist/**'] } } }),
  'packages/first/package.json': manifest('first', gate, build),
  'packages/first/src/check.sh': 'true\n',
  'apps/demo/package.json': manifest('demo', build),
  'apps/demo/src/check.sh': 'true\n',
  'apps/demo/src/cli.js': 'console.log(process.argv.slice(2).join());\n',
  'site/src/build.mjs': "console.log('the site');\n",
});

/** Makes the checkout and returns its folder; without `withPnpm` npx has to download pnpm. */
export const makeCheckout = ({ withPnpm = true } = {}) => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'fdset-checkout-')));
  for (const path of [
    'scripts/start.mjs',
    'scripts/docs.mjs',
    'scripts/setup',
    'tooling/src',
    'benchmarks/src/question-names.mjs',
  ])
    cpSync(join(repository, path), join(folder, path), { recursive: true });
  const linked = tools(folder);
  for (const [path, text] of Object.entries(filesOf(linked))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  if (!withPnpm) return folder;
  mkdirSync(join(folder, 'node_modules', '.bin'), { recursive: true });
  symlinkSync(linked[0].path, join(folder, 'node_modules', 'pnpm'));
  symlinkSync('../pnpm/bin/pnpm.cjs', join(folder, 'node_modules', '.bin', 'pnpm'));
  return folder;
};

/** Starts the script of `npm start`, or another: its process, what it says so far, and its end. */
export const start = (folder, { env = {}, nodeOptions = [], script = 'start.mjs' } = {}) => {
  const args = [...nodeOptions, join(folder, 'scripts', script), 'an', 'argument'];
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, as a terminal gives it.
    detached: true,
  });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'])
    child[name].setEncoding('utf8').on('data', (text) => (said[name] += text));
  const ended = once(child, 'close').then(([status, signal]) => ({
    status: status ?? signal,
    ...said,
  }));
  // A test that fails in the middle leaves no process.
  onTestFinished(async () => {
    child.kill('SIGINT');
    await ended;
  });
  return { child, said, ended };
};
