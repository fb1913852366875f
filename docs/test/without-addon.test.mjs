// Where the addon cannot be loaded, every package is imported all the same, and what is used says why it does not work.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const program = fileURLToPath(new URL('support/first-uses.mjs', import.meta.url));

/** What the program says with these arguments, and with this path of an addon. */
const firstUses = (args, addon) => {
  const env = { ...process.env, FDSET_POSIX_ADDON: addon };
  const { stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    env,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
};

const entries = [
  '@fdset/client',
  '@fdset/client/framing',
  '@fdset/posix',
  '@fdset/posix/constants',
  '@fdset/selectors',
  '@fdset/socket',
  '@fdset/socket/async',
  '@fdset/socket/framing',
  '@fdset/socket/testing',
  '@fdset/socketserver',
];

it.each([
  ['on Windows', ['win32'], undefined, 'platform'],
  ['on FreeBSD, without the file of the addon,', ['freebsd'], '/no/such/addon.node', 'missing'],
  ['without the file of the addon', [], '/no/such/addon.node', 'missing'],
])('%s all is imported, and the first use of each thing is the typed error', (...row) => {
  const [, args, addon, reason] = row;
  const { imported, outcomes } = firstUses(args, addon);
  expect(imported.toSorted()).toEqual(entries);
  expect(Object.keys(outcomes).length).toBeGreaterThan(40);
  const others = Object.entries(outcomes).filter(
    ([, outcome]) => outcome !== `ERR_FDSET_ADDON_MISSING, ${reason}`,
  );
  expect(others).toEqual([]);
});
