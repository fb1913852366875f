// The document's Python that stands beside fdset's code is Python.
import { spawnSync } from 'node:child_process';
import { needs } from '@fdset/test-support/needs';
import { expect, it } from 'vitest';

import { codeBlocks } from './support/code-blocks.mjs';

const blocks = codeBlocks.filter(({ language }) => language === 'python');
const python = process.env.PYTHON ?? 'python3';

it('there are such blocks', () => {
  expect(blocks.length).toBeGreaterThan(5);
});

it.each(blocks.map(({ id, code }) => [id, code]))('%s parses', needs('python3'), (_id, code) => {
  const parse = 'import ast, sys; ast.parse(sys.stdin.read())';
  const { status, stderr } = spawnSync(python, ['-c', parse], { input: code, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
