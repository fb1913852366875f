// What the READMEs and docs/ show is code that compiles, and whole programs do what the text says.
import { readFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';

import { programs, root, scripts, shellLines } from './support/code-blocks.mjs';
import { compileBlocks } from './support/compile-blocks.mjs';
import { ask, conversation, withBlock } from './support/run-block.mjs';

const compiled = compileBlocks();

it.each(scripts.map(({ id }) => id))('%s compiles in strict mode', (id) => {
  expect(compiled.get(id)).toEqual([]);
});

const answers = (message, answer) => (block) =>
  withBlock(block, 0, async ({ port }) => {
    expect(await ask(await port(), message, answer.length)).toBe(answer);
  });

const prints = (pattern) => (block) =>
  withBlock(block, 0, async ({ finished }) => {
    const { code, stdout, stderr } = await finished();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(pattern);
  });

/** Runs a block beside the server of another one. */
const asks = (isServer, answer) => (block) =>
  withBlock(
    programs.find((program) => isServer(program, block)),
    0,
    async ({ port }) =>
      withBlock(block, await port(), async ({ finished }) => {
        const { code, stdout, stderr } = await finished();
        expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `${answer}\n`, stderr: '' });
      }),
  );

const asksTheServerAboveIt = asks(({ page }, block) => page === block.page, 'HELLO');
const asksTheFirstServer = (answer) => asks(({ id }) => id === 'README.md#1', answer);

const finishesWhatIsUnderWay = (block) =>
  withBlock(block, 0, async ({ port, kill, finished, isListening }) => {
    const client = await conversation(await port());
    expect(await client.ask('before')).toBe('BEFORE');
    kill('SIGTERM');
    while (isListening()) await setImmediate();
    expect(await client.ask('after')).toBe('AFTER');
    client.end();
    expect(await finished()).toMatchObject({ code: 0, stderr: '' });
  });

const upperSb = answers('hello', 'HELLO_SB');
const upper = answers('hello', 'HELLO');

const runs = {
  'README.md#1': upperSb,
  'README.md#2': upper,
  'docs/selectors.md#1': upperSb,
  'docs/server-events.md#1': prints(/^$/),
  'packages/client/README.md#4': asksTheFirstServer('HELLO'),
  'packages/client/README.md#6': asksTheFirstServer('HELLO'),
  'packages/client/README.md#7': asksTheFirstServer('HELLO\n_SB'),
  'packages/posix/README.md#2': prints(/^\{ host: '127\.0\.0\.1', port: \d+ \}\n$/),
  'packages/selectors/README.md#2': upperSb,
  'packages/selectors/README.md#3': upper,
  'packages/socket/README.md#2': upper,
  'packages/socket/README.md#3': asksTheServerAboveIt,
  'packages/socket/README.md#6': prints(/^HELLO\n$/),
  'packages/socket/README.md#12': prints(/^hello \{ host: '127\.0\.0\.1', port: \d+ \}\n$/),
  'packages/socket/README.md#13': prints(/^started ended\n$/),
  'packages/socket/README.md#14': prints(/^take it true\n$/),
  'packages/socket/README.md#15': prints(/^first line\nsecond line\nthird\n$/),
  'packages/socket/README.md#18': prints(/^\[ \{ a: 1 \}, null \] 4\n$/),
  'packages/socket/README.md#19': prints(/^A LINE THAT IS LONGER THAN THE BUFFER\nundefined\n$/),
  'packages/socketserver/README.md#2': upper,
  'packages/socketserver/README.md#4': upper,
  'packages/socketserver/README.md#6': upper,
  'packages/socketserver/README.md#7': upper,
  'packages/socketserver/README.md#8': finishesWhatIsUnderWay,
  'packages/socketserver/README.md#11': upper,
  'packages/socketserver/README.md#12': prints(/^HELLO\n1 finished\n$/),
  'packages/socketserver/README.md#13': upper,
};

it.each(programs.map((block) => [block.id, block]))('%s does what it says', async (id, block) => {
  expect(runs, 'says what a new program has to do').toHaveProperty([id]);
  await runs[id](block);
});

const { scripts: commands } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
const packageNames = ['posix', 'selectors', 'socket', 'socketserver', 'client'].map(
  (name) => `@fdset/${name}`,
);

it.each([...new Set(shellLines)])('`%s` names what there is', (line) => {
  const [program, second, third, ...rest] = line.split(' ');
  const isInstall = program === 'npm' && second === 'install';
  if (isInstall) expect(packageNames).toEqual(expect.arrayContaining([third, ...rest]));
  else if (program === 'npm') expect(commands).toHaveProperty([second]);
  else if (/\bnpx fdset /.test(line))
    expect(line).toMatch(
      /npx fdset ((bench|listen|relay) )?(listen:)?(tcp:\/\/[\w.]*:\d+|unix:\/\S+)( |$)/,
    );
  else if (program === 'npx') expect(commands).toHaveProperty([third]);
  else expect(line).toMatch(/^node (apps\/demo\/dist\/cli|packages\/client\/dist\/fdset)\.js /);
});
