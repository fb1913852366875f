// The prompt on a terminal that draws: what tmux shows, not the bytes that it was sent.
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import type { AsyncSocket } from '@fdset/socket/async';
import { describe, expect, it, onTestFinished } from 'vitest';
import { needs } from '../../../../scripts/test/needs.mjs';
import { serve } from '../support/peers.js';
import { Running, fdsetPath } from '../support/run-fdset.js';
import { freshPath } from '../support/servers.js';

/** A terminal of 40 columns and 10 rows, in which a program runs. */
class Screen {
  readonly #socket = freshPath('tmux.sock');
  readonly #watcher: Running;

  constructor(args: readonly string[]) {
    const program = [process.execPath, fdsetPath, ...args].map((word) => `'${word}'`).join(' ');
    const env = `XDG_STATE_HOME='${dirname(this.#socket)}'`;
    this.#tmux('-f', '/dev/null', 'new-session', '-d', '-x', '40', '-y', '10', `${env} ${program}`);
    onTestFinished(() => void this.#tmux('kill-server'));
    this.#tmux('set', '-g', 'remain-on-exit', 'on');
    // In control mode tmux tells of all that it draws.
    this.#watcher = new Running('tmux', ['-S', this.#socket, '-C', 'attach'], 'pipe');
  }

  type(...keys: string[]): void {
    this.#tmux('send-keys', ...keys);
  }

  /** Waits until the cursor is in this column. */
  hasCursorAt(column: number): Promise<void> {
    return this.#watcher.outputs(
      () => this.#tmux('display', '-p', '#{cursor_x}').trim() === String(column),
    );
  }

  /** Waits until the screen has these lines, and nothing else. */
  async shows(...lines: string[]): Promise<void> {
    let seen = '';
    const isSo = (): boolean => {
      seen = this.#tmux('capture-pane', '-p').trimEnd();
      return seen === lines.join('\n');
    };
    await this.#watcher.outputs(isSo).catch((cause: unknown) => {
      throw new Error(`the screen shows:\n${seen}`, { cause });
    });
  }

  #tmux(...args: string[]): string {
    return spawnSync('tmux', ['-S', this.#socket, ...args], { encoding: 'utf8' }).stdout;
  }
}

/** A server, and its one connection. */
const speaking = (): { url: string; conn: Promise<AsyncSocket> } => {
  let settle: (conn: AsyncSocket) => void;
  const conn = new Promise<AsyncSocket>((resolve) => (settle = resolve));
  const { url } = serve(async (accepted) => {
    settle(accepted);
    await new Promise(() => {});
  });
  return { url, conn };
};

describe('the prompt in tmux', needs('tmux'), () => {
  it('puts what the server says above what is being typed, and asks again after empty input', async () => {
    const { url, conn } = speaking();
    const screen = new Screen([url]);
    await screen.shows('>>:');
    const server = await conn;
    screen.type('Enter');
    await screen.shows('>>:', '>>:');
    screen.type('hel');
    await screen.shows('>>:', '>>: hel');
    await server.sendall('news\n');
    await screen.shows('>>:', 'news', '>>: hel');
    screen.type('lo', 'Enter');
    await screen.shows('>>:', 'news', '>>: hello', '>>:');
    expect((await server.recv(100)).toString()).toBe('hello');
  });

  it('does so above a line that takes several rows', async () => {
    const { url, conn } = speaking();
    const screen = new Screen([url]);
    await screen.shows('>>:');
    const server = await conn;
    screen.type('x'.repeat(50));
    await screen.shows(`>>: ${'x'.repeat(36)}`, 'x'.repeat(14));
    await server.sendall('news\n');
    await screen.shows('news', `>>: ${'x'.repeat(36)}`, 'x'.repeat(14));
    screen.type('Enter');
    await screen.shows('news', `>>: ${'x'.repeat(36)}`, 'x'.repeat(14), '>>:');
  });

  it('edits in the middle, and brings lines back', async () => {
    const { url, conn } = speaking();
    const screen = new Screen([url]);
    await screen.shows('>>:');
    const server = await conn;
    screen.type('helo');
    await screen.shows('>>: helo');
    screen.type('Left');
    await screen.hasCursorAt('>>: hel'.length);
    screen.type('l');
    await screen.shows('>>: hello');
    screen.type('Enter');
    await screen.shows('>>: hello', '>>:');
    screen.type('Up');
    await screen.shows('>>: hello', '>>: hello');
    await server.sendall('news\n');
    await screen.shows('>>: hello', 'news', '>>: hello');
    screen.type('!', 'Enter');
    await screen.shows('>>: hello', 'news', '>>: hello!', '>>:');
    expect((await server.recv(100)).toString()).toBe('hellohello!');
  });

  it('--framing and --hex-input: sends messages, shows a wrong line above the prompt', async () => {
    const { url, conn } = speaking();
    const screen = new Screen(['--framing', 'len1', '--hex-input', url]);
    await screen.shows('>>:');
    const server = await conn;
    screen.type('6869', 'Enter');
    await screen.shows('>>: 6869', '>>:');
    expect((await server.recv(100)).toString()).toBe('\u0002hi');
    screen.type('hi', 'Enter');
    await screen.shows(
      '>>: 6869',
      '>>: hi',
      'fdset: a line of --hex-input has pairs o',
      "f hex digits, such as de ad 0a, not 'hi'",
      '>>:',
    );
    await server.sendall(Buffer.from('\u0003yes'));
    await screen.shows(
      '>>: 6869',
      '>>: hi',
      'fdset: a line of --hex-input has pairs o',
      "f hex digits, such as de ad 0a, not 'hi'",
      'yes',
      '>>:',
    );
  });
});
