// The full output of a set-up: everything goes to a file, and only its tail is shown on failure.
import { closeSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

import { root } from '../../tooling/src/workspace.mjs';

/** Empties the file and returns `{ name, write, tail, close }`. */
export const openLog = (path) => {
  mkdirSync(dirname(path), { recursive: true });
  const fd = openSync(path, 'w');
  return {
    name: relative(root, path),
    write: (chunk) => writeSync(fd, chunk),
    tail: (count) => lastLines(path, count),
    close: () => closeSync(fd),
  };
};

const lastLines = (path, count) =>
  stripVTControlCharacters(readFileSync(path, 'utf8'))
    .split(/[\r\n]+/)
    .filter((line) => line.trim() !== '')
    .slice(-count);
