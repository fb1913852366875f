// Each package alone in a project of its own, with each package manager, used in each way on each Node.
import { join } from 'node:path';
import { nodeBinary, nodeMajors } from '@fdset/tooling/node-versions';

import { bundleWhole, bundleWithout, compile, expectAnswer, writePrograms } from './flavours.mjs';
import { makeProject } from './managers.mjs';
import { talkByCommand } from './talk-by-command.mjs';

/** How the package managers say that they did not run what a package wants to run on install. */
export const SKIPPED_BUILDS =
  /build scripts|ERR_PNPM_IGNORED_BUILDS|allow-?scripts|approve-builds/i;

/** The package managers in whose folders programs are compiled and bundled. */
const LAYOUTS = new Set(['npm 11', 'pnpm 11']);

const everyNode = (flavour, program, env) =>
  nodeMajors.map((major) => ({ flavour, major, program, env }));

/** Compiles and bundles in a project; resolves with the programs to run, each with the Node to run it on. */
async function programsOf(folder, { name, manager }) {
  const required = everyNode('require', 'require.cjs').filter(
    // Node 20 resolves the imports of a required ESM file without the loader that Plug'n'Play is.
    ({ major }) => !(manager.isPnp && major === 20),
  );
  const plain = [...everyNode('ESM', 'esm.mjs'), ...required];
  // One flat folder and one of links: others lay packages out like one of them, and Plug'n'Play is no folder at all.
  if (!LAYOUTS.has(manager.name)) return plain;
  await compile(folder, 'node-next');
  await compile(folder, 'bundler');
  const bundle = await bundleWithout(folder, name);
  return [
    ...plain,
    { flavour: 'NodeNext', major: manager.major, program: 'node-next.js' },
    { flavour: 'Bundler', major: manager.major, program: 'bundler.js' },
    ...everyNode('esbuild, @fdset/* external', bundle.program, bundle.env),
  ];
}

const runOne = ({ folder, program, env, major, flavour }, { name, manager }, matrix) =>
  matrix.try({ package: name, manager: manager.name, flavour, node: major }, async () => {
    const binary = await nodeBinary(major);
    expectAnswer(await manager.runProgram(folder, binary, [program], env));
  });

/** Runs the programs, those of one way on all their Nodes at once. */
async function runAll(folder, programs, one, matrix) {
  for (const flavour of new Set(programs.map((program) => program.flavour))) {
    const own = programs.filter((program) => program.flavour === flavour);
    await Promise.all(own.map((program) => runOne({ folder, ...program }, one, matrix)));
  }
}

async function runWholeBundle(folder, one, matrix) {
  const target = join(folder, '..', '..', `bundle-${one.name.split('/')[1]}`);
  const { program, env } = await bundleWhole(folder, target);
  const programs = everyNode('esbuild, one file and the addon', program, env);
  await runAll(target, programs, one, matrix);
}

/** Installs one package with one package manager, and uses it in every way. */
export async function consume({ name, entries, manager, url, target, matrix }) {
  const one = { name, manager };
  const folder = join(target, manager.name.replaceAll(/\W+/g, '-'), name.split('/')[1]);
  const at = { package: name, manager: manager.name, flavour: 'install', node: manager.major };
  const isInstalled = await matrix.try(at, async () => {
    makeProject(folder, manager, url);
    const output = await manager.run(folder, manager.add, name);
    if (SKIPPED_BUILDS.test(output)) throw new Error(`something wanted to build:\n${output}`);
    writePrograms(folder, name, entries);
  });
  if (!isInstalled) return;
  await matrix.try({ ...at, flavour: 'compile, bundle' }, async () => {
    await runAll(folder, await programsOf(folder, one), one, matrix);
  });
  if (name === '@fdset/client')
    await matrix.try({ ...at, flavour: 'fdset' }, () => talkByCommand(folder, manager));
  // A server's threads and processes are files of its package: it stays outside of bundles.
  if (manager.name === 'npm 11' && name !== '@fdset/socketserver')
    await runWholeBundle(folder, one, matrix);
}
