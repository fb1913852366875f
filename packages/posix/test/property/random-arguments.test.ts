import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { tempPath } from '../helpers/temp-path.js';

const fixture = fileURLToPath(new URL('../fixtures/random-arguments.mjs', import.meta.url));

// The seed is fixed, so that a failure can be repeated; the journal names the last call. `pnpm check:long
// random-arguments` uses thirty other seeds with more calls each.
const SEED = 1;
const CALLS = 1000;

describe('random arguments', () => {
  it('every exported function gives a result or a typed error; the process lives', async () => {
    const journal = tempPath('last-call');
    const args = ['--expose-gc', fixture, String(SEED), journal, String(CALLS)];
    const child = spawn(process.execPath, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const collect = (data: Buffer): void => {
      output = (output + data.toString()).slice(-2000);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
    const lastCall = readFileSync(journal, 'utf8').trim();
    expect({ code, signal }, `${output}\nlast call: ${lastCall}`).toEqual({
      code: 0,
      signal: null,
    });
    expect(output).toMatch(/^done: \d{4,} calls of \d{2,} functions\n$/m);
  });
});
