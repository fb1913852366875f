// A server that was started as root and has become another user cannot end its processes by a signal.
import { existsSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { someOf } from '../../../../scripts/test/exhaustive.mjs';
import { askOnce, fixture, hold, start } from '../support/programs.js';
import { until } from '../support/servers.js';
import { needsThat } from '../../../../scripts/test/needs.mjs';

const USER = '54321';

const changed = async (name: string, options: object, word: string | null) => {
  const program = start(process.execPath, [
    fixture('changing-user.mjs'),
    name,
    JSON.stringify(options),
    USER,
  ]);
  const port = Number(await program.next());
  expect(await askOnce(port, 'before')).toBe('ok');
  const socket = word === null ? null : await hold(port, word);
  expect(await program.next()).toBe('printed before');
  program.say('change');
  const { children } = JSON.parse(await program.next()) as { children: number[] };
  onTestFinished(() => {
    socket?.destroy();
    for (const pid of children) if (existsSync(`/proc/${pid}`)) process.kill(pid, 'SIGKILL');
  });
  program.say(word === null ? 'close' : 'abort');
  const { aborted } = JSON.parse(await program.next()) as { aborted: number };
  expect(await program.exited).toEqual([0, null]);
  return { children, aborted };
};

type Kind = [name: string, options: object];
const forked: Kind = ['ForkingTCPServer', {}];
const spawned: Kind = ['ForkingTCPServer', { startMethod: 'spawn', spareChildren: 1 }];
const pooled: Kind = ['ProcessPoolTCPServer', { minWorkers: 2 }];
const kinds = [forked, spawned, pooled];

describe(
  'a server that is another user’s',
  needsThat(process.getuid?.() === 0, 'needs root'),
  () => {
    // `npm test` runs each kind of process once.
    it.each(someOf(kinds, [forked, pooled]))(
      '%s %j closes, and its idle processes end',
      async (name, options) => {
        const { children, aborted } = await changed(name, options, null);
        await until(() => !children.some((pid) => existsSync(`/proc/${pid}`)));
        expect(aborted).toBe(0);
      },
    );

    it.each(someOf(kinds, [spawned]))(
      '%s %j closes though a handler never ends',
      async (name, options) => {
        expect((await changed(name, options, 'spin')).aborted).toBe(1);
      },
    );
  },
);
