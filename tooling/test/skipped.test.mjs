// What `npm test` says of the tests that it skipped.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { missingPrograms } from '@fdset/test-support/programs';
import { skippedIn, skippedLines, skippedLinesIn } from '@fdset/test-support/skipped';
import { describe, expect, it, onTestFinished } from 'vitest';

const test = (group, title, status, meta = {}) => ({
  ancestorTitles: ['', ...group],
  title,
  status,
  meta,
});
const lacksNc = { needed: 'needs nc', install: ['netcat-openbsd'] };

describe('the end of a run', () => {
  const skipped = skippedIn('demo', [
    test(['answers'], 'nc', 'skipped', lacksNc),
    test(['answers'], 'Python', 'passed'),
    test(['of root'], 'one', 'pending', { needed: 'needs root' }),
    test(['of root'], 'two', 'pending', { needed: 'needs root' }),
    test([], 'alone', 'failed'),
    test([], 'left out', 'skipped'),
  ]);

  it('names tests, or groups of which none ran, by what they lack, and says what to install', () => {
    expect(skippedLines(skipped)).toEqual([
      'not tested here, needs nc:',
      '  demo: answers > nc',
      'not tested here, needs root:',
      '  demo: of root (2 tests)',
      'not tested here, skipped by its source:',
      '  demo: left out',
      'to test that as well: apt-get install netcat-openbsd',
    ]);
  });

  it('says nothing where all ran, and is found again in the output', () => {
    expect(skippedLines([])).toEqual([]);
    const lines = skippedLines(skipped);
    const output = ['vitest says', ...lines, '3 passed, 1 failed, 4 skipped', ''].join('\n');
    expect(skippedLinesIn(output)).toEqual(lines);
    expect(skippedLinesIn('3 passed, 0 failed\n')).toEqual([]);
  });
});

describe('what is missing', () => {
  it('is looked for on the PATH, and named with its Debian package', () => {
    const folder = mkdtempSync(join(tmpdir(), 'fdset-path-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    symlinkSync(process.execPath, join(folder, 'socat'));
    const script = fileURLToPath(import.meta.resolve('@fdset/test-support/missing-packages'));
    const env = { PATH: folder };
    const packages = execFileSync(process.execPath, [script], { env, encoding: 'utf8' });
    expect(packages.trim().split('\n')).toContain('netcat-openbsd');
    expect(packages.trim().split('\n')).not.toContain('socat');
    expect(missingPrograms([])).toEqual([]);
  });
});
