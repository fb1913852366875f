// Makes the tarballs of a release and checks them, before anybody sees them.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { CheckFailure, runCommand } from '../../tooling/src/run-command.mjs';
import { placeTarballs } from './out-folder.mjs';
import { stagePackages, unpack } from './stage-packages.mjs';
import { contentProblems, contentsFile, contentsOf, deadLinks, sizesOf } from './tarball.mjs';

const kib = (bytes) => `${(bytes / 1024).toFixed(1)} KiB`;

/** One line of sizes. */
export const sizeLine = ({ packedBytes, unpackedBytes, files }) =>
  `${kib(packedBytes)} packed, ${kib(unpackedBytes)} unpacked, ${files} files`;

const inspect = async ({ name, version, tarball }, work, run) => {
  const folder = await unpack(tarball, work, run);
  const problems = [...contentProblems(name, folder), ...deadLinks(folder)];
  process.stdout.write(`${name}@${version}: ${sizeLine(sizesOf(tarball, folder))}\n`);
  return { name, contents: contentsOf(folder), problems };
};

const writeContents = (inspected) => {
  const lists = inspected
    .map(({ name, contents }) => [name, contents])
    .toSorted(([a], [b]) => a.localeCompare(b));
  writeFileSync(contentsFile, `${JSON.stringify(Object.fromEntries(lists), null, 2)}\n`);
};

const refuseProblems = (inspected) => {
  const problems = inspected.flatMap(({ name, problems: own }) =>
    own.map((problem) => `${name}: ${problem}`),
  );
  if (problems.length === 0) return;
  const remedy = 'If the files are meant to change: pnpm release pack --update';
  throw new CheckFailure([...problems, remedy].join('\n'));
};

const makeTarballs = async (work, { signal, env, update }) => {
  const run = (command, args, options) =>
    runCommand(command, args, { ...options, interrupt: signal });
  const staged = await stagePackages(work, { run, env });
  const inspected = [];
  for (const one of staged) inspected.push(await inspect(one, work, run));
  if (update) writeContents(inspected);
  else refuseProblems(inspected);
  return staged;
};

/**
 * Makes the tarballs in a folder of their own, which is there as long as `use(tarballs)` is not done.
 * Rejects if one has not what it should have.
 */
export const withTarballs = async ({ signal, env, update = false }, use) => {
  const work = mkdtempSync(join(tmpdir(), 'fdset-pack-'));
  try {
    await use(await makeTarballs(work, { signal, env, update }));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
};

/** `pack`: makes the tarballs, and leaves them in the folder `target`. */
export const packRelease = async (target, { update }, signal) => {
  await withTarballs({ signal, update }, (staged) =>
    placeTarballs(
      staged.map(({ tarball }) => tarball),
      target,
    ),
  );
  process.stdout.write(`${target}\n`);
  return 0;
};
