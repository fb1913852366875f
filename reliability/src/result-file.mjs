// The file with the result of a check.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '@fdset/tooling/workspace';
import { format } from 'prettier';

import { describeMachine } from './machine.mjs';

const folder = join(root, 'docs', 'reliability', 'results');

/** Writes the JSON of one check, formatted like the other files of the repository. */
export async function writeResult(name, command, result) {
  const json = JSON.stringify({ check: name, ...describeMachine(command), ...result });
  mkdirSync(folder, { recursive: true });
  const text = await format(json, { parser: 'json', printWidth: 100 });
  writeFileSync(join(folder, `${name}.json`), text);
}
