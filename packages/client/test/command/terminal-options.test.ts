// What the options of a session do on a terminal.
import { EVENT_READ, whenReady } from '@fdset/selectors';
import { AF_UNIX, SHUT_RD, SOCK_DGRAM, Socket } from '@fdset/socket';
import type { UnixAddress } from '@fdset/socket';
import { describe, expect, it } from 'vitest';
import { needs, needsThat } from '../../../../scripts/test/needs.mjs';
import type { Step } from '../../../../scripts/test/on-terminal.mjs';
import { dialogue } from '../support/dialogue.js';
import { accepted, freshPath, owned, ownedListener, startServer } from '../support/servers.js';

const CTRL_D = '\u0004';

const linux = needsThat(process.platform === 'linux', 'needs Linux');

describe('fdset on a terminal', needs('python3'), () => {
  it('--wait: half-closes on Ctrl-D, and prints what the server says then', async () => {
    const url = await startServer('count');
    const steps: Step[] = [
      ['expect', '>>: '],
      ['type', `four\r${CTRL_D}`],
      ['expect', '4 bytes'],
    ];
    const screen = await dialogue(url, steps, 0, ['--wait']);
    expect(screen.endsWith('4 bytes')).toBe(true);
  });

  it.each([
    ['nothing, unless it is told to', [], 'onetwo'],
    ['CRLF: --crlf', ['--crlf'], 'one\r\ntwo\r\n'],
    ['LF: --framing lines', ['--framing', 'lines'], 'one\ntwo\n'],
  ])('ends what is typed with %s', async (_, args, expected) => {
    const { listener, url } = ownedListener();
    const steps: Step[] = [
      ['expect', '>>: '],
      ['type', `one\rtwo\r${CTRL_D}`],
    ];
    const screen = dialogue(url, steps, 0, args);
    const conn = await accepted(listener);
    await screen;
    expect(conn.recv(100).toString()).toBe(expected);
  });

  it('says that a datagram was not sent, and asks again', linux, async () => {
    const path = freshPath();
    const server = owned(new Socket(AF_UNIX, SOCK_DGRAM));
    server.bind({ path });
    const screen = dialogue(`unix+dgram:${path}`, [
      ['expect', '>>: '],
      ['type', 'first\r'],
      ['expect', 'no more'],
      ['type', 'second\r'],
      ['expect', 'EPIPE'],
      ['expect', '>>: '],
      ['type', CTRL_D],
    ]);
    await whenReady(server, EVENT_READ);
    const [data, from] = server.recvfrom(100);
    server.shutdown(SHUT_RD);
    server.sendto('no more', from as UnixAddress);
    await screen;
    expect(data.toString()).toBe('first');
  });
});
