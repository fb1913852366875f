// The first wrong answer in the reports.
import { expect, it } from 'vitest';
import { serve } from '../support/peers.js';
import { runFdset } from '../support/run-fdset.js';
import { bench, shortBench } from './support/bench.js';
import { answering } from './support/bench-servers.js';

const upper = answering((piece) => Buffer.from(piece.toString().toUpperCase()));
const saying = (text: string): ReturnType<typeof answering> => answering(() => Buffer.from(text));

it.each([
  ['upper', upper, [], '"hello"', '"HELLO"', '--expect upper'],
  ['echo', saying('hello'), ['--expect', 'upper'], '"HELLO"', '"hello"', '--expect echo'],
  ['any', saying('\u001b[2J"\n'), [], '"hello"', String.raw`"\x1b[2J\"\n"`, '--expect any'],
  ['any', saying('no'), ['--expect', '^ye+s'], '/^ye+s/', '"no"', '--expect any'],
  ['any', saying('no\n'), ['--framing', 'lines', '--expect', 'y'], '/y/', '"no"', '--expect any'],
  ['none', saying('no'), ['--pipeline', '2'], '"hello"', '"no"', null],
] as const)('suggests %s', async (_, script, args, expected, received, suggestion) => {
  const { errors } = await bench(serve(script).url, '--payload', 'hello', ...args);
  expect(errors.firstWrongAnswer).toEqual({ expected, received, suggestion });
});

it('shows where a long answer begins to differ', async () => {
  const payload = 'a'.repeat(200);
  const { url } = serve(saying(`${'a'.repeat(100)}B${'a'.repeat(99)}`));
  const { errors } = await bench(url, '--payload', payload);
  expect(errors.firstWrongAnswer?.received).toBe(`..."aaaaaaaaB${'a'.repeat(31)}"...`);
  expect(errors.firstWrongAnswer?.expected).toBe(`..."${'a'.repeat(40)}"...`);
});

it('is told to people, beside times that are no numbers', async () => {
  const { stdout } = await runFdset(shortBench(serve(upper).url, '--payload', 'hello'));
  expect(stdout.toString()).toContain(
    'first wrong answer: expected "hello", received "HELLO"; --expect upper would take it\n',
  );
  expect(stdout.toString()).toMatch(/^latency( +-){8} *$/m);
});
