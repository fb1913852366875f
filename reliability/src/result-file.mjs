// Where the result of a check is kept.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '@fdset/tooling/workspace';
import { format } from 'prettier';

import { describeMachine } from './machine.mjs';

const folder = join(root, 'docs', 'reliability', 'results');

/** Writes the JSON of one check, formatted as the repository's other files. */
export async function writeResult(name, command, result) {
  const json = JSON.stringify({ check: name, ...describeMachine(command), ...result });
  mkdirSync(folder, { recursive: true });
  const text = await format(json, { parser: 'json', printWidth: 100 });
  writeFileSync(join(folder, `${name}.json`), text);
}
