// The command line itself: help, version, and one line for whatever was mistyped.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runDemo } from './helpers/run.js';

const commands = [
  'walkthrough',
  'multiplexing',
  'blocking',
  'nonblocking',
  'socketserver',
  'client',
  'phases',
];

const defaults: Readonly<Record<string, RegExp>> = {
  walkthrough: /default: 4\)/,
  phases: /default: 50\)/,
  socketserver: /default: the document's 9999, 8766 \(Threading\) or 8009 \(Forking\)/,
};

describe('help', () => {
  it('lists every command, the default one as such, and examples', async () => {
    const { code, stdout } = await runDemo(['--help']);
    expect(code).toBe(0);
    for (const command of commands) expect(stdout.toString()).toContain(`  ${command} `);
    expect(stdout.toString()).toContain('the default command');
    expect(stdout.toString()).toContain('Examples:');
  });

  it.each(commands)('of %s gives every option its default, and examples', async (command) => {
    const { code, stdout } = await runDemo([command, '--help']);
    const text = stdout.toString().replace(/\s+/g, ' ');
    expect(code).toBe(0);
    expect(text).toContain('Examples:');
    expect(text).toMatch(defaults[command] ?? /default: 80\d\d\)/);
  });

  it('names the selectors to choose from', async () => {
    const { stdout } = await runDemo(['help', 'multiplexing']);
    expect(stdout.toString().replace(/\s+/g, ' ')).toContain(
      'choices: "epoll", "poll", "select", default: "epoll"',
    );
  });
});

describe('mistakes', () => {
  it('suggests the command that was meant', async () => {
    const { code, stderr } = await runDemo(['multiplexin']);
    expect(code).toBe(1);
    expect(stderr).toBe("error: unknown command 'multiplexin'\n(Did you mean multiplexing?)\n");
  });

  it.each([
    [['multiplexing', '--port', '70000']],
    [['blocking', '--port', '-1']],
    [['nonblocking', '--port', '80x']],
    [['client', '--port', '0']],
    [['multiplexing', '--selector', 'foo']],
    [['multiplexing', '--backlog', 'many']],
    [['walkthrough', '--clients', '1']],
    [['phases', '--messages', '0']],
    [['multiplexing', '--host', 'not an address', '--port', '0']],
    [['client', '--host', 'not an address']],
  ])('%s is refused in one line, exit 1', async (args) => {
    const { code, stdout, stderr } = await runDemo(args);
    expect([code, stdout.toString()]).toEqual([1, '']);
    expect(stderr).toMatch(/^[^\n]+\n$/);
  });
});

it('prints its version', async () => {
  const { version } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  ) as { version: string };
  expect((await runDemo(['--version'])).stdout.toString()).toBe(`${version}\n`);
});
