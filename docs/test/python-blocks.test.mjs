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

/** Parses each text of a JSON array, and prints what is wrong with it, or null. */
const parser = `
import ast, json, sys
def wrong(code):
    try:
        ast.parse(code)
    except SyntaxError as error:
        return str(error)
print(json.dumps([wrong(code) for code in json.load(sys.stdin)]))
`;

/** What is wrong with each, by one Python for all. */
const parsed = (codes) => {
  const input = JSON.stringify(codes);
  const { stdout, stderr } = spawnSync(python, ['-c', parser], { input, encoding: 'utf8' });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
};

it('every one parses, and what is no Python does not', needs('python3'), () => {
  const [noPython, ...all] = parsed(['def :', ...blocks.map(({ code }) => code)]);
  expect(noPython).toMatch(/invalid syntax/);
  const wrong = blocks
    .map(({ id }, index) => [id, all[index]])
    .filter(([, error]) => error !== null);
  expect(wrong).toEqual([]);
});
