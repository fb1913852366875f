// What a newcomer meets: the set-up of a checkout, without a terminal.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { constants, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';

import { makeCheckout, start } from './support/small-checkout.mjs';

const freshCheckout = () => {
  const folder = makeCheckout({ withPnpm: false });
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
};

const seconds = (text) => text.replaceAll(/\d+\.\d s/g, 'N s');

describe('what is missing is told in one line', () => {
  it('a Node that is too old', async () => {
    const pretence =
      "data:text/javascript,Object.defineProperty(process.versions,'node',{value:'18.20.8'})";
    const nodeOptions = ['--import', pretence];
    const { status, stdout, stderr } = await start(freshCheckout(), { nodeOptions }).ended;
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(
      /^fdset needs Node 20\.19 or newer and this is Node 18\.20\.8: install .*\n$/,
    );
  });

  it.each([
    ['CC', 'no working C compiler (`/none/there`)'],
    ['MAKE', 'no make'],
  ])('%s, and how to install it', async (variable, complaint) => {
    const env = { [variable]: '/none/there' };
    const { status, stdout, stderr } = await start(freshCheckout(), { env }).ended;
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^.*apt-get install build-essential.*\n$/);
    expect(stderr.startsWith(complaint)).toBe(true);
  });

  it('the network at the first set-up', async () => {
    const folder = freshCheckout();
    const registry = createServer((peer) => peer.on('error', () => {}).resetAndDestroy());
    await new Promise((resolve) => registry.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => registry.close());
    const env = {
      npm_config_registry: `http://127.0.0.1:${registry.address().port}`,
      npm_config_cache: join(folder, 'cache'),
      npm_config_fetch_retries: '0',
    };
    const { status, stdout, stderr } = await start(folder, { env }).ended;
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(seconds(stderr).split('\n')).toEqual([
      'set-up (all of its output goes to .logs/set-up.log)',
      '  installing dependencies ... stopped after N s',
      'installing dependencies needs the network, and failed with ECONNRESET; all of its output is in .logs/set-up.log',
      '',
    ]);
    expect(readFileSync(join(folder, '.logs/set-up.log'), 'utf8')).toContain('ECONNRESET');
  });
});

it('a set-up of a fresh clone comes before the site, as before the demo', async () => {
  const folder = makeCheckout();
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const { status, stdout, stderr } = await start(folder, { script: 'docs.mjs' }).ended;
  expect({ status, stdout }).toEqual({ status: 0, stdout: 'the site\n' });
  expect(stderr).toMatch(/^set-up .*\n {2}installing dependencies ... /);
  expect(statSync(join(folder, 'packages/first/dist/check.sh')).isFile()).toBe(true);
});

describe('a set-up', () => {
  const folder = makeCheckout();
  afterAll(() => rmSync(folder, { recursive: true }));
  const inCheckout = (name) => join(folder, name);
  const builds = () => readFileSync(inCheckout('builds'), 'utf8').length;
  const change = (text) => writeFileSync(inCheckout('packages/first/src/check.sh'), text);
  const setUp = () => start(folder).ended;
  const nothingChanged = [
    'set-up (all of its output goes to .logs/set-up.log)',
    '  building ... nothing changed, N s',
    '',
  ].join('\n');

  const makeGate = () => {
    execFileSync('mkfifo', [inCheckout('gate')]);
    const remove = () => rmSync(inCheckout('gate'), { force: true });
    onTestFinished(remove);
    return remove;
  };

  it('installs and builds once when two are started, each step and package with its time', async () => {
    const removeGate = makeGate();
    const first = start(folder);
    const gate = await open(inCheckout('gate'), 'w');
    const second = start(folder);
    while (!second.said.stderr.includes('\n')) await once(second.child.stderr, 'data');
    expect(second.said).toEqual({
      stdout: '',
      stderr: `waiting for the set-up of process ${first.child.pid} ...\n`,
    });
    removeGate();
    await gate.close();
    const [one, other] = await Promise.all([first.ended, second.ended]);
    expect(one).toMatchObject({ status: 0, stdout: 'an,argument\n' });
    const [head, install, building, ...rest] = seconds(one.stderr).split('\n');
    expect([head, install, building, rest.slice(0, 2).sort(), rest.slice(2)]).toEqual([
      'set-up (all of its output goes to .logs/set-up.log)',
      '  installing dependencies ... N s',
      '  building ... ',
      ['    demo (after N s)', '    first (after N s)'],
      ['  building ... N s', ''],
    ]);
    expect(other).toMatchObject({ status: 0, stdout: 'an,argument\n' });
    expect(seconds(other.stderr).endsWith(`...\n${nothingChanged}`)).toBe(true);
    expect(builds()).toBe(2);
  });

  it('with nothing changed says so and touches nothing', async () => {
    await setUp();
    const touched = () => statSync(inCheckout('packages/first/dist/check.sh')).ctimeMs;
    const before = [touched(), builds()];
    const { status, stdout, stderr } = await setUp();
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'an,argument\n' });
    expect(seconds(stderr)).toBe(nothingChanged);
    expect([touched(), builds()]).toEqual(before);
  });

  it('makes again what was removed by hand', async () => {
    rmSync(inCheckout('packages/first/dist'), { recursive: true, force: true });
    expect(await setUp()).toMatchObject({ status: 0, stdout: 'an,argument\n' });
    expect(statSync(inCheckout('packages/first/dist/check.sh')).isFile()).toBe(true);
  });

  it('that fails shows the end of the output and the name of the log', async () => {
    change('echo a reason; false\n');
    const failing = await setUp();
    expect(failing).toMatchObject({ status: 1, stdout: '' });
    expect(failing.stderr).toMatch(
      /\n {4}.*a reason\n[^]*\nbuilding failed; all of its output is in \.logs\/set-up\.log\n$/,
    );
  });

  it('ends at Ctrl-C with one line, leaves no process, and is done again', async () => {
    const removeGate = makeGate();
    change(`echo ${Math.random()}\n`);
    const { child, ended } = start(folder);
    const gate = await open(inCheckout('gate'), 'w');
    process.kill(-Number(child.pid), 'SIGINT');
    const { status, stdout, stderr } = await ended;
    expect({ status, stdout }).toEqual({ status: 130, stdout: '' });
    expect(seconds(stderr)).toMatch(/ {2}building ... stopped after N s\ninterrupted\n$/);
    await gate.close();
    // Nobody reads any more: the build has ended as well.
    const { O_WRONLY, O_NONBLOCK } = constants;
    expect(() => openSync(inCheckout('gate'), O_WRONLY | O_NONBLOCK)).toThrow('ENXIO');
    removeGate();
    expect((await setUp()).status).toBe(0);
  });
});
