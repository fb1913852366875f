// The smoke test of the packages as users get them. It packs the built packages and installs them in an empty folder. It
// then runs the tutorial's server and client on every supported Node, as ESM, with require and compiled from TypeScript,
// and the installed command.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { nodeBinary, nodeMajors } from '../../tooling/src/node-versions.mjs';
import { stagePackages } from '../release/stage-packages.mjs';
import { checkTarball } from './check-tarball.mjs';
import { compileExample } from './compile.mjs';
import { exchange } from './exchange.mjs';
import { loadByCommand, talkByCommand, withDemoServer } from './fdset-command.mjs';
import { installInto, installers } from './install.mjs';

const flavours = [
  { name: 'ESM', server: 'esm/server.mjs', client: 'esm/client.mjs' },
  { name: 'require', server: 'commonjs/server.cjs', client: 'commonjs/client.cjs' },
  { name: 'TypeScript', server: 'typescript/out/server.js', client: 'typescript/out/client.js' },
];

const findNodes = async (checks) => {
  const nodes = [];
  for (const major of nodeMajors) {
    const binary = await checks.run(`Node ${major} is at hand`, () => nodeBinary(major));
    if (binary !== undefined) nodes.push({ major, binary });
  }
  return nodes;
};

const runEverywhere = async (checks, installer, folder, nodes) => {
  for (const { major, binary } of nodes) {
    for (const flavour of flavours) {
      const name = `${installer}, Node ${major}, ${flavour.name}: hello is answered by HELLO_SB`;
      await checks.run(name, () => exchange(binary, folder, flavour));
    }
  }
};

const commandEverywhere = async (checks, installed, nodes) => {
  await withDemoServer(async (url) => {
    for (const { installer, folder } of installed) {
      for (const { major, binary } of nodes) {
        const name = `${installer}, Node ${major}: npx fdset has hello answered by npm start -- multiplexing`;
        await checks.run(name, () => talkByCommand(binary, folder, url));
        const load = `${installer}, Node ${major}: npx fdset bench loads it`;
        await checks.run(load, () => loadByCommand(binary, folder, url));
      }
    }
  });
};

const tryInstaller = async (checks, installer, packed, nodes, target) => {
  const folder = await checks.run(`${installer} installs the tarballs`, () =>
    installInto(checks, installer, packed, target),
  );
  if (folder === undefined) return undefined;
  await checks.run(`${installer}: the typed example compiles`, () =>
    compileExample(checks, folder),
  );
  await runEverywhere(checks, installer, folder, nodes);
  return { installer, folder };
};

const smoke = async (checks, target) => {
  const run = (...args) => checks.command(...args);
  const packed = await checks.run('the packages are packed', () => stagePackages(target, { run }));
  if (packed === undefined) return;
  for (const one of packed) await checkTarball(checks, one, target);
  const nodes = await findNodes(checks);
  const installed = [];
  for (const installer of installers)
    installed.push(await tryInstaller(checks, installer, packed, nodes, target));
  await commandEverywhere(checks, installed.filter(Boolean), nodes);
};

export const runSmokeChecks = async (checks) => {
  checks.heading('packed packages');
  const target = mkdtempSync(join(tmpdir(), 'fdset-smoke-'));
  try {
    await smoke(checks, target);
  } finally {
    rmSync(target, { recursive: true, force: true });
  }
};
