// Makes the tarballs of a release and checks them, before anybody sees them.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { CheckFailure, runCommand } from '../../tooling/src/run-command.mjs';
import { root } from '../../tooling/src/workspace.mjs';
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

/** Makes the tarballs in `target`. Resolves with them; rejects if one has not what it should have. */
export const makeTarballs = async (target, { signal, env, update = false }) => {
  const run = (command, args, options) =>
    runCommand(command, args, { ...options, interrupt: signal });
  const work = mkdtempSync(join(tmpdir(), 'fdset-pack-'));
  try {
    const staged = await stagePackages(target, { run, env });
    const inspected = [];
    for (const one of staged) inspected.push(await inspect(one, work, run));
    if (update) writeContents(inspected);
    else refuseProblems(inspected);
    return staged;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
};

/** `pack`: makes the tarballs in a folder. */
export const packRelease = async ({ out, update }, signal) => {
  const target = resolve(root, out);
  rmSync(target, { recursive: true, force: true });
  await makeTarballs(target, { signal, update });
  process.stdout.write(`${target}\n`);
  return 0;
};
