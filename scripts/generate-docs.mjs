// pnpm docs:generate [--check]: writes the pages that follow from committed results, and the sources that follow from
// the list of constants. Every module in generate-docs/ exports `files()`: `{ path, text }` is a whole file, and
// `{ path, section, text }` is the text between `<!-- generated: SECTION -->` and `<!-- /generated -->`. --check writes
// nothing and fails on a difference.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';

import { root } from '../tooling/src/workspace.mjs';

const folder = new URL('generate-docs/', import.meta.url);
const help = `Usage: pnpm docs:generate [--check]

Writes the pages that follow from committed results, and the sources that follow from the list of constants.

Options:
  --check     writes nothing, and fails when a file is not up to date
  --help      this text
`;

const readArguments = () => {
  const flag = { type: 'boolean', default: false };
  try {
    return parseArgs({ options: { check: flag, help: flag } }).values;
  } catch (error) {
    console.error(`${error.message}\n\n${help}`);
    return process.exit(2);
  }
};

const { check: checking, help: helpWanted } = readArguments();
if (helpWanted) {
  process.stdout.write(help);
  process.exit(0);
}

const current = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : '');

const withSection = (before, { path, section, text }) => {
  const begin = `<!-- generated: ${section} -->`;
  const end = '<!-- /generated -->';
  const from = before.indexOf(begin);
  const to = before.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`${path} has no section "${begin} ... ${end}"`);
  return `${before.slice(0, from + begin.length)}\n\n${text.trim()}\n\n${before.slice(to)}`;
};

const formatted = async (path, text) =>
  path.endsWith('.md')
    ? format(text, { ...(await resolveConfig(path)), parser: 'markdown' })
    : text;

/** Brings one file up to date. True if it was out of date. */
const renew = async (file) => {
  const path = join(root, file.path);
  const before = current(path);
  const wanted = file.section === undefined ? file.text : withSection(before, file);
  const text = await formatted(path, wanted);
  if (text === before) return false;
  if (!checking) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  console.log(`${checking ? 'not up to date' : 'written'}: ${file.path}`);
  return true;
};

const modules = readdirSync(folder).filter((name) => name.endsWith('.mjs'));
let changed = 0;
for (const name of modules.sort()) {
  const { files } = await import(new URL(name, folder));
  for (const file of await files()) changed += (await renew(file)) ? 1 : 0;
}
if (changed === 0) console.log('every file is up to date');
if (checking && changed > 0) {
  console.error('Run `npx pnpm docs:generate` and commit what it writes.');
  process.exitCode = 1;
}
