// The package managers, each with the Node that it runs on, and how it adds a package to a project. Between them they run
// on every supported Node.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { nodeBinary } from '@fdset/tooling/node-versions';
import { plainEnv, runCommand } from '@fdset/tooling/run-command';

import { tool } from './tool.mjs';

const npmrc = (url) => ({ '.npmrc': `registry=${url}\n` });

const yarnrc = (nodeLinker) => (url) => ({
  '.yarnrc.yml': JSON.stringify({
    npmRegistryServer: url,
    unsafeHttpWhitelist: ['127.0.0.1'],
    enableTelemetry: false,
    // By default yarn does not install what is younger than a day.
    npmMinimalAgeGate: 0,
    nodeLinker,
  }),
  // Without a lock file of its own a project would belong to one in a folder above it.
  'yarn.lock': '',
});

const kinds = [
  {
    name: 'npm 11',
    from: 'npm',
    range: '11',
    cli: 'bin/npm-cli.js',
    major: 20,
    add: 'install',
    exec: ['exec', '--'],
  },
  {
    name: 'npm 12',
    from: 'npm',
    range: '12',
    cli: 'bin/npm-cli.js',
    major: 24,
    add: 'install',
    exec: ['exec', '--'],
  },
  { name: 'pnpm 10', from: 'pnpm', range: '10', cli: 'bin/pnpm.cjs', major: 20 },
  { name: 'pnpm 11', from: 'pnpm', range: '11', cli: 'bin/pnpm.mjs', major: 24 },
  { name: 'pnpm 12', from: 'pnpm', range: '12', cli: 'bin/pnpm.mjs', major: 26 },
  {
    name: 'yarn 1',
    from: 'yarn',
    range: '1',
    cli: 'bin/yarn.js',
    major: 22,
    exec: ['--silent', 'run'],
  },
  {
    name: 'yarn 4, node-modules',
    from: '@yarnpkg/cli-dist',
    range: '4',
    cli: 'bin/yarn.js',
    exec: ['run'],
    major: 22,
    files: yarnrc('node-modules'),
  },
  {
    name: "yarn 4, Plug'n'Play",
    from: '@yarnpkg/cli-dist',
    range: '4',
    cli: 'bin/yarn.js',
    exec: ['run'],
    major: 26,
    files: yarnrc('pnp'),
    isPnp: true,
  },
];

/** Nothing of the user's own settings or caches: what is installed comes from the registry of the rehearsal. */
const cleanEnv = (home, node) => {
  const env = Object.fromEntries(
    Object.entries(plainEnv()).filter(
      ([name]) => !/^(npm_|xdg_|yarn_|pnpm_|corepack_|ci$)/i.test(name),
    ),
  );
  return { ...env, HOME: home, PATH: [dirname(node), env.PATH].join(':') };
};

async function prepare(chosen, home) {
  const kind = { add: 'add', files: npmrc, exec: ['exec'], ...chosen };
  const { folder, version } = await tool(kind.from, kind.range);
  const node = await nodeBinary(kind.major);
  const cli = join(folder, kind.cli);
  mkdirSync(home, { recursive: true });
  return {
    ...kind,
    version,
    /** Runs the package manager in a project. Resolves with its output. */
    run: (cwd, ...args) => runCommand(node, [cli, ...args], { cwd, env: cleanEnv(home, node) }),
    /** Runs a program of the project with any Node. */
    runProgram: (cwd, other, args, more = {}) => {
      const env = { ...cleanEnv(home, other), ...more };
      const all = kind.isPnp ? [cli, 'node', ...args] : args;
      return runCommand(other, all, { cwd, env });
    },
    /** Runs an installed command with an input. */
    pipe: (cwd, input, args) => {
      const script = `printf %s "$0" | "$@"`;
      const all = ['-c', script, input, node, cli, ...kind.exec, ...args];
      return runCommand('sh', all, { cwd, env: cleanEnv(home, node) });
    },
  };
}

/** Resolves with the package managers. `home` is a folder for their settings and caches. */
export async function packageManagers(home, { quick }) {
  const chosen = quick ? kinds.slice(0, 1) : kinds;
  return Promise.all(
    chosen.map((kind) => prepare(kind, join(home, kind.name.replaceAll(/\W+/g, '-')))),
  );
}

/** Makes an empty project. */
export function makeProject(folder, manager, url) {
  mkdirSync(folder, { recursive: true });
  const manifest = { name: 'consumer', version: '1.0.0', private: true, type: 'module' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  for (const [name, text] of Object.entries(manager.files(url)))
    writeFileSync(join(folder, name), text);
}
