// What a set-up says of itself where there is no terminal.
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

const showStep = new URL('../../scripts/setup/show-step.mjs', import.meta.url);

const toldOf = (chunks) =>
  spawnSync(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { showStep } from '${showStep}';
       await showStep('building', (show) => ${JSON.stringify(chunks)}.forEach((chunk) => show(chunk)));`,
    ],
    { encoding: 'utf8' },
  ).stderr.replaceAll(/[\d.]+ s/g, 'N s');

it('a step that builds has a line for each package as it begins, others have one line', () => {
  expect(
    toldOf(['a:build: x\nb:build: y\n', 'a:build: z\nnoise:\n', '\u001b[35mc:build: \u001b[0mw\n']),
  ).toBe(
    '  building ... \n    a (after N s)\n    b (after N s)\n    c (after N s)\n  building ... N s\n',
  );
  expect(toldOf(['Progress: resolved 1\n'])).toBe('  building ... N s\n');
});
