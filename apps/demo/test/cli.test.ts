// The command line itself: help, version, and the one line that each mistyped command prints.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from './helpers/in-process.js';
import { cliPath, run, runDemo } from './helpers/run.js';
import { startDemo } from './helpers/running-program.js';

const commands = [
  'all',
  'list',
  'walkthrough',
  'multiplexing',
  'blocking',
  'nonblocking',
  'socketserver',
  'client',
  'phases',
  'syscalls',
];

const defaults: Readonly<Record<string, RegExp>> = {
  all: /Examples/,
  list: /Examples/,
  walkthrough: /default: 4\)/,
  phases: /default: 50\)/,
  syscalls: /default: 200\)/,
  socketserver: /default: the document's 9999, 8766 \(Threading\) or 8009 \(Forking\)/,
};

describe('help', () => {
  it('lists every command, the default one as such, and examples', async () => {
    const { code, stdout } = await parse(['--help']);
    expect(code).toBe(0);
    for (const command of commands) expect(stdout).toContain(`  ${command} `);
    expect(stdout.replace(/\s+/g, ' ')).toContain('(the default command)');
    expect(stdout).toContain('Examples:');
  });

  it.each(commands)('of %s gives every option its default, and examples', async (command) => {
    const { code, stdout } = await parse([command, '--help']);
    const text = stdout.replace(/\s+/g, ' ');
    expect(code).toBe(0);
    expect(text).toContain('Examples:');
    expect(text).toMatch(defaults[command] ?? /default: 80\d\d\)/);
  });

  it('names the selectors to choose from', async () => {
    const { stdout } = await parse(['help', 'multiplexing']);
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      'choices: "default", "epoll", "poll", "select", default: "default"',
    );
  });
});

describe('mistakes', () => {
  it('suggests the command that was meant', async () => {
    const { code, stderr } = await runDemo(['multiplexin']);
    expect(code).toBe(1);
    expect(stderr).toBe("error: unknown command 'multiplexin'\n(Did you mean multiplexing?)\n");
  });

  it('of commands are one line on stderr and exit 1, of the process as well', async () => {
    const args = ['client', '--host', 'not an address'];
    const { code, stdout, stderr } = await runDemo(args);
    expect({ code, stdout: stdout.toString(), stderr }).toEqual(await parse(args));
  });

  it('keep their exit code when nobody reads the complaint', async () => {
    const program = startDemo(['blocking', '--no-reuse']);
    program.closeErrors();
    program.closeOutput();
    expect(await program.exits()).toEqual({ code: 1, signal: null });
  });

  // The device refuses every write.
  const onFullDisk = ['list', 'claims --list', 'lab', 'blocking --port 0', 'walkthrough --quick'];
  it.skipIf(process.platform !== 'linux').each(onFullDisk)(
    '%s says in one line that its output cannot be written, and ends with 1',
    async (command) => {
      const words = [process.execPath, cliPath, ...command.split(' ')];
      const { code, stderr } = await run('sh', ['-c', 'exec "$@" >/dev/full', 'sh', ...words]);
      expect([code, stderr]).toEqual([1, 'fdset-demo: cannot write the output (ENOSPC)\n']);
    },
  );

  it.each([
    [['multiplexing', '--port', '70000']],
    [['blocking', '--port', '-1']],
    [['nonblocking', '--port', '80x']],
    [['client', '--port', '0']],
    [['multiplexing', '--selector', 'foo']],
    [['multiplexing', '--backlog', 'many']],
    [['walkthrough', '--clients', '1']],
    [['phases', '--messages', '0']],
    [['syscalls', '--requests', '19']],
    [['help', 'lab', 'extra']],
    [['help', 'foo']],
    [['multiplexing', '--host', 'not an address', '--port', '0']],
    [['client', '--host', 'not an address']],
  ])('%s is refused in one line, exit 1', async (args) => {
    const { code, stdout, stderr } = await parse(args);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^[^\n]+\n$/);
  });
});

it('prints its version', async () => {
  const { version } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  ) as { version: string };
  expect((await runDemo(['--version'])).stdout.toString()).toBe(`${version}\n`);
});
