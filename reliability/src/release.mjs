// A release from beginning to end against a registry on this machine: the owner's steps in a copy of this checkout, then
// each package alone as its users install and use it, then a second release.
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CheckFailure } from '@fdset/tooling/run-command';
import { listPublishedPackages, readJson } from '@fdset/tooling/workspace';

import { copyCheckout, expectRefusal } from './release/checkout.mjs';
import { consume } from './release/consumers.mjs';
import {
  CONTROL,
  documentProblems,
  objectsToControl,
  publishControl,
} from './release/documents.mjs';
import { useForeignLocks } from './release/foreign-lock.mjs';
import { forward } from './release/forwarder.mjs';
import { packageManagers } from './release/managers.mjs';
import { Matrix } from './release/matrix.mjs';
import { startRegistry } from './release/registry.mjs';
import { secondRelease } from './release/second-release.mjs';

const REPOSITORY = 'example/fdset';

const integrityOf = (tarball) =>
  `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`;

/** The tarballs that `pack` has made, with what they have to be in the registry. */
function packedIn(checkout) {
  const folder = join(checkout.folder, '.release');
  return readdirSync(folder).map((file) => {
    const name = file.replace(/^fdset-(.*)-[\d.]+\.tgz$/, '@fdset/$1');
    const manifest = readJson(
      join(checkout.folder, name.replace('@fdset', 'packages'), 'package.json'),
    );
    const entries = Object.keys(manifest.exports).filter((key) => key !== './package.json');
    const { version } = manifest;
    const integrity = integrityOf(join(folder, file));
    return { name, version, entries, integrity, repository: REPOSITORY };
  });
}

function expectText(output, ...texts) {
  const missing = texts.filter((text) => !output.includes(text));
  if (missing.length > 0) throw new CheckFailure(`does not say: ${missing.join('; ')}`, output);
}

/** Makes the copy what every checkout is at first: nobody has said where the repository is, and no version is made. */
async function prepare(checkout) {
  await checkout.run('npm', 'pkg', 'delete', 'repository');
  const bumps = listPublishedPackages().map(({ name }) => `'${name}': minor\n`);
  checkout.writeChangeset(`---\n${bumps.join('')}---\n\nWhat the rehearsal changed.\n`);
  await checkout.commit('before a release');
}

/** The owner's steps. Resolves with the published packages and their sizes. */
async function firstRelease(checkout, url, log) {
  await prepare(checkout);
  const publish = () => checkout.release('publish', '--registry', url, '--local-prebuilds');
  const refusal = await expectRefusal(publish);
  expectText(refusal, 'package.json has no "repository" yet', 'changesets are no versions yet');
  log('refused while the repository is unknown and no version is made');
  await checkout.run('npm', 'pkg', 'set', `repository=github:${REPOSITORY}`);
  log((await checkout.release('version')).trim().split('\n').slice(-5).join(', '));
  expectText(await expectRefusal(publish), 'files are not committed');
  await checkout.commit('versions');
  const sizes = (await checkout.release('pack')).split('\n').filter((line) => /packed/.test(line));
  for (const line of sizes) log(line);
  const packed = packedIn(checkout);
  const output = await publish();
  expectText(output, ...packed.map(({ name, version }) => `${name}@${version} is published`));
  expectText(output, ...packed.map(({ name, version }) => `New tag:  ${name}@${version}`));
  expectText(
    await publish(),
    ...packed.map(({ name, version }) => `${name}@${version} is there already`),
  );
  log('published and tagged; publishing again has nothing to do');
  return { packed, sizes };
}

async function checkDocuments(packed, url, matrix) {
  for (const one of packed) {
    const at = { package: one.name, manager: 'the registry', flavour: 'document', node: '' };
    await matrix.try(at, async () => {
      const problems = await documentProblems(url, one);
      if (problems.length > 0) throw new CheckFailure(problems.join('\n'));
    });
  }
}

const control = ({ name, major }) => ({
  package: CONTROL,
  manager: name,
  flavour: 'control',
  node: major,
});

async function tryManagers(packed, managers, { url, target, matrix, log }) {
  const objecting = [];
  for (const manager of managers) {
    await matrix.try(control(manager), async () => {
      if (await objectsToControl(manager, url, target)) objecting.push(manager.name);
    });
    const startedAt = performance.now();
    for (const { name, entries } of packed) {
      const one = { name, entries, manager, url, matrix };
      await consume({ ...one, target: join(target, 'projects') });
      if (manager.from === 'npm') await useForeignLocks({ ...one, target: join(target, 'locks') });
    }
    const counts = packed.map(({ name }) => matrix.summary(name, manager.name));
    const passed = counts.reduce((sum, one) => sum + one.passed, 0);
    const tries = counts.reduce((sum, one) => sum + one.tries, 0);
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    log(`${manager.name} (${manager.version}): ${passed} of ${tries}, ${seconds} s`);
  }
  return objecting;
}

async function rehearse(target, { quick, log }) {
  const matrix = new Matrix(log);
  const registry = await startRegistry(join(target, 'registry'));
  try {
    const { url, version } = registry;
    log(`verdaccio ${version} at ${url}`);
    const checkout = await copyCheckout(join(target, 'checkout'), registry.npmrc);
    const { packed, sizes } = await firstRelease(checkout, url, log);
    await checkDocuments(packed, url, matrix);
    await publishControl(target, checkout, url);
    const managers = await packageManagers(join(target, 'home'), { quick });
    const more = { checkout, packed, url, target, matrix, manager: managers[0], log };
    await forward(more);
    const second = await secondRelease(more);
    const objecting = await tryManagers(packed, managers, { url, target, matrix, log });
    return { verdaccio: version, packed, sizes, managers, objecting, second, matrix };
  } finally {
    await registry.stop();
  }
}

/** Rehearses a release. */
export async function release({ quick, log }) {
  const target = mkdtempSync(join(tmpdir(), 'fdset-release-'));
  try {
    const { matrix, managers, packed, ...result } = await rehearse(target, { quick, log });
    return {
      passed: matrix.failures.length === 0,
      ...result,
      packages: packed.map(({ name, version }) => ({ name, version })),
      managers: managers.map(({ name, version, major }) => ({ name, version, node: major })),
      tries: matrix.groups(),
      failures: matrix.failures,
    };
  } finally {
    rmSync(target, { recursive: true, force: true });
  }
}
