// That the rules for imports bite, on files that break them and files that do not.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import dependencies from '../../.dependency-cruiser.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A fresh tree of files, by their paths. */
const tree = (files) => {
  const directory = mkdtempSync(join(tmpdir(), 'fdset-rules-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  return directory;
};

it("posix's Watcher is imported by selectors only", () => {
  // Without types: there is no project to be read.
  const rules = readFileSync(join(root, '.oxlintrc.json'), 'utf8').replace(/"options": .*,/, '');
  const watching = "import { Watcher } from '@fdset/posix';\n\nexport const made = Watcher;\n";
  const by = (name) => `packages/${name}/src/by-${name}.ts`;
  const everything = "import * as posix from '@fdset/posix';\n\nexport const made = posix;\n";
  const cwd = tree({
    '.oxlintrc.json': rules,
    [by('selectors')]: watching,
    [by('socket')]: everything,
    [by('socketserver')]: watching,
    [by('client')]: watching.replace('Watcher', 'SocketError').replace('Watcher', 'SocketError'),
    'apps/demo/src/by-demo.ts': watching,
  });
  const oxlint = join(root, 'node_modules/.bin/oxlint');
  const { stdout } = spawnSync(oxlint, ['--format', 'json'], { cwd, encoding: 'utf8' });
  const { diagnostics } = JSON.parse(stdout);
  const refused = diagnostics
    .filter(({ code }) => code === 'eslint(no-restricted-imports)')
    .map(({ filename }) => filename);
  expect(new Set(refused)).toEqual(
    new Set([by('socket'), by('socketserver'), 'apps/demo/src/by-demo.ts']),
  );
});

it('packages import along the arrows only', () => {
  const line = ['posix', 'selectors', 'socket', 'socketserver', 'client'];
  const refuses = ({ from, to }, file, specifier) =>
    new RegExp(from.path).test(file) &&
    new RegExp(to.path).test(specifier) &&
    !new RegExp(to.pathNot).test(specifier);
  const arrows = dependencies.forbidden.filter(({ name }) => name.startsWith('arrow-'));
  const importedBy = (name) =>
    line.filter(
      (other) =>
        !arrows.some((rule) => refuses(rule, `packages/${name}/src/index.ts`, `@fdset/${other}`)),
    );
  expect(Object.fromEntries(line.map((name) => [name, importedBy(name)]))).toEqual({
    posix: ['posix'],
    selectors: ['posix', 'selectors'],
    socket: ['posix', 'selectors', 'socket'],
    socketserver: ['posix', 'selectors', 'socket', 'socketserver'],
    client: ['posix', 'selectors', 'socket', 'client'],
  });
});

it('the command alone imports libraries, those that its build puts into its file', () => {
  const matches = (patterns = [], text) =>
    [patterns].flat().some((one) => new RegExp(one).test(text));
  const isRefused = (file, target) =>
    ['no-foreign-runtime-dependency', 'command-libraries', 'threads-without-libraries'].some(
      (name) => {
        const { from, to } = dependencies.forbidden.find((rule) => rule.name === name);
        const isFrom = matches(from.path, file) && !matches(from.pathNot, file);
        return isFrom && matches(to.path, target) && !matches(to.pathNot, target);
      },
    );
  const installed = (name) => `node_modules/.pnpm/${name}@1.0.0/node_modules/${name}/index.js`;
  const command = ['command/fdset', 'command/bench-command', 'bench/report/table'];
  for (const file of command.map((one) => `packages/client/src/${one}.ts`)) {
    expect(isRefused(file, installed('commander'))).toBe(false);
    expect(isRefused(file, installed('cli-table3'))).toBe(false);
    expect(isRefused(file, installed('listr2'))).toBe(true);
  }
  const thread = 'packages/client/src/bench/worker/bench-worker.ts';
  expect(isRefused(thread, installed('cli-table3'))).toBe(true);
  expect(isRefused('packages/client/src/index.ts', installed('commander'))).toBe(true);
  expect(isRefused('packages/socket/src/command/fdset.ts', installed('commander'))).toBe(true);
});

it('what is never published leaves its folder by names only, and nothing imports the long checks', () => {
  const isRefused = (name, file, target) => {
    const { from, to } = dependencies.forbidden.find((rule) => rule.name === name);
    const source = new RegExp(from.path ?? '').exec(file);
    const isExempt = from.pathNot !== undefined && new RegExp(from.pathNot).test(file);
    if (source === null || isExempt || !new RegExp(to.path ?? '').test(target)) return false;
    return (
      to.pathNot === undefined || !new RegExp(to.pathNot.replace('$1', source[1])).test(target)
    );
  };
  const files = [
    'reliability/src',
    'benchmarks/src',
    'benchmarks/test',
    'examples/test',
    'tooling/src',
  ];
  for (const folder of files) {
    const [own] = folder.split('/');
    const refused = (target) => isRefused('by-name-only', `${folder}/a.mjs`, target);
    expect(refused(`${own}/src/b.mjs`)).toBe(false);
    expect(refused('scripts/setup/set-up.mjs')).toBe(true);
    expect(refused('packages/posix/dist/index.js')).toBe(true);
  }
  const importers = ['packages/socket/src/a.ts', 'apps/demo/src/a.ts', 'benchmarks/src/a.mjs'];
  for (const importer of importers)
    for (const target of ['reliability/src/main.mjs', '@fdset/reliability'])
      expect(isRefused('no-reliability-import', importer, target)).toBe(true);
  expect(isRefused('no-reliability-import', 'reliability/src/a.mjs', 'reliability/src/b.mjs')).toBe(
    false,
  );
});
