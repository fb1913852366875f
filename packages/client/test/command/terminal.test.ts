// The command on a terminal: a pseudo-terminal of Python's pty module.
import { EVENT_READ, whenReady } from '@fdset/selectors';
import type { InetAddress } from '@fdset/socket';
import { describe, expect, it, vi } from 'vitest';
import { needs } from '../../../../scripts/test/needs.mjs';
import type { Step } from '../../../../scripts/test/on-terminal.mjs';
import { dialogue } from '../support/dialogue.js';
import { accepted, ownedListener, sharedServer } from '../support/servers.js';

const upper = sharedServer('upper');
const silent = sharedServer('silent');

const CTRL_C = '\u0003';
const CTRL_D = '\u0004';
const CTRL_Z = '\u001a';

describe('fdset on a terminal', needs('python3'), () => {
  it('asks with >>: , sends the line without its end, prints the answer, asks again', async () => {
    const screen = await dialogue(upper(), [
      ['expect', '>>: '],
      ['type', 'hello\r'],
      ['expect', 'HELLO\r\n>>: '],
      ['type', 'grüße\r'],
      ['expect', 'GRÜSSE\r\n>>: '],
      ['type', CTRL_D],
    ]);
    expect(screen.endsWith('>>: \r\n')).toBe(true);
  });

  it('asks again after empty input, and sends nothing', async () => {
    const { listener, url } = ownedListener();
    const served = accepted(listener).then(async (conn) => {
      await whenReady(conn, EVENT_READ);
      return conn.recv(100).toString();
    });
    await dialogue(url, [
      ['expect', '>>: '],
      ['type', '\r'],
      ['expect', '>>: '],
      ['type', '\r'],
      ['expect', '>>: '],
      ['type', 'something\r'],
      ['expect', '>>: '],
      ['type', CTRL_D],
    ]);
    expect(await served).toBe('something');
  });

  it('goes on reading after Ctrl-Z and fg', async () => {
    await dialogue(upper(), [
      ['expect', '>>: '],
      ['type', 'half'],
      ['type', CTRL_Z],
      ['continue', null],
      ['expect', '>>: half'],
      ['type', ' a line\r'],
      ['expect', 'HALF A LINE\r\n>>: '],
      ['type', CTRL_D],
    ]);
  });

  it('asks again although a silent server never answers', async () => {
    const screen = await dialogue(silent(), [
      ['expect', '>>: '],
      ['type', 'one\r'],
      ['expect', '>>: '],
      ['type', 'two\r'],
      ['expect', '>>: '],
      ['type', CTRL_D],
    ]);
    expect(screen.match(/>>: /g)).toHaveLength(3);
  });

  it.each([
    ['Ctrl-C', CTRL_C],
    ['Ctrl-D', CTRL_D],
  ])('ends on %s, with a silent server too', async (_, key) => {
    const screen = await dialogue(silent(), [
      ['expect', '>>: '],
      ['type', key],
    ]);
    expect(screen).toBe('>>: \r\n');
  });

  it('ends on Ctrl-C in the middle of a line', async () => {
    await dialogue(silent(), [
      ['expect', '>>: '],
      ['type', 'hal'],
      ['expect', 'hal'],
      ['type', CTRL_C],
    ]);
  });

  it('prints what comes unasked above what is being typed, and keeps that', async () => {
    const { listener, url } = ownedListener();
    const gate = knocks();
    const screen = dialogue(url, [
      ['expect', '>>: '],
      ['type', 'hal'],
      ['expect', 'hal'],
      ['knock', gate.port],
      ['expect', 'news\r\n'],
      ['expect', '>>: hal'],
      ['type', 'f\r'],
      ['expect', '>>: '],
      ['knock', gate.port],
      ['type', CTRL_D],
    ]);
    const conn = await accepted(listener);
    await gate.next();
    conn.sendall('news\n');
    await gate.next();
    await screen;
    expect(conn.recv(100).toString()).toBe('half');
  });

  it('moves no cursor on a terminal that has none to be moved', async () => {
    vi.stubEnv('TERM', 'dumb');
    await dialogue(upper(), [
      ['expect', '>>: '],
      ['type', 'hello\r'],
      ['expect', '>>: \r\nHELLO\r\n>>: '],
      ['type', CTRL_D],
    ]);
  });

  it('joins a line and a letter that come in pieces', async () => {
    const { listener, url } = ownedListener();
    const gate = knocks();
    const screen = dialogue(url, [
      ['expect', '>>: '],
      ['knock', gate.port],
      ['expect', 'one gr\r\n>>: '],
      ['knock', gate.port],
      ['expect', 'one gr'],
      ['expect', '>>: '],
      ['knock', gate.port],
      ['expect', 'one grün\r\n'],
      ['expect', 'and more\r\n>>: '],
      ['type', CTRL_D],
    ]);
    const conn = await accepted(listener);
    for (const piece of [
      Buffer.from('one gr'),
      Buffer.of(0xc3),
      Buffer.of(0xbc),
      Buffer.from('n\nand more'),
    ]) {
      // The last two may come as one.
      if (piece[0] !== 0xbc) await gate.next();
      conn.sendall(piece);
    }
    await screen;
  });

  it('keeps no line to be continued that might not fit on the screen, or moves the cursor', async () => {
    const { listener, url } = ownedListener();
    const long = 'x'.repeat(5000);
    const screen = dialogue(url, [
      ['expect', `${long}\r\n`],
      ['expect', '>>: '],
      ['type', 'next\r'],
      ['expect', '\u0007ring\r\n'],
      ['expect', '>>: '],
      ['type', CTRL_D],
    ]);
    const conn = await accepted(listener);
    conn.sendall(long);
    await whenReady(conn, EVENT_READ);
    conn.recv(100);
    conn.sendall('\u0007ring');
    await screen;
  });

  it('says so at once when the server goes while somebody types', async () => {
    const { listener, url } = ownedListener();
    const gate = knocks();
    const screen = dialogue(url, [
      ['expect', '>>: '],
      ['type', 'hal'],
      ['expect', 'hal'],
      ['knock', gate.port],
      ['expect', 'fdset: the server at '],
      ['expect', 'closed the connection\r\n'],
    ]);
    const conn = await accepted(listener);
    await gate.next();
    conn.close();
    await screen;
  });

  it('says so when the connection is reset, exit code 3', async () => {
    const { listener, url } = ownedListener();
    const gate = knocks();
    const steps: Step[] = [
      ['expect', '>>: '],
      ['knock', gate.port],
      ['expect', 'ECONNRESET'],
    ];
    const screen = dialogue(url, steps, 3);
    const conn = await accepted(listener);
    // Before that its connect may still be under way.
    await gate.next();
    conn.setLinger(0);
    conn.close();
    await screen;
  });

  it('has everything sent before Ctrl-D ends it', async () => {
    const { listener, url } = ownedListener();
    const screen = dialogue(url, [
      ['expect', '>>: '],
      ['type', `one\rtwo\r${CTRL_D}`],
    ]);
    const conn = await accepted(listener);
    await screen;
    expect(conn.recv(100).toString()).toBe('onetwo');
    expect(conn.recv(100)).toHaveLength(0);
  });
});

/** Where a dialogue knocks to say that it has got so far. */
const knocks = (): { port: number; next(): Promise<void> } => {
  const { listener } = ownedListener();
  const { port } = listener.getsockname() as InetAddress;
  return { port, next: async () => (await accepted(listener)).close() };
};
