import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

const entry = import.meta.resolve('@fdset/posix');

it('control characters are blanks in a line, so that it stays one and controls no terminal', () => {
  const program = `
    import { debugLine } from ${JSON.stringify(entry)};
    const numbers = [...Array(32).keys(), ...Array.from({ length: 33 }, (_, i) => 127 + i), 0x2028, 0x2029];
    debugLine('a' + String.fromCharCode(...numbers) + 'b \\u00e4');`;
  const args = ['--input-type=module', '-e', program];
  const { stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect(stderr).toMatch(/^FDSET \d+: a {67}b ä\n$/);
});
