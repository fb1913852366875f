// What the servers of this folder do with bytes that no client of theirs sends.
import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';

import { start } from './support/start.mjs';

describe('peers that send what nobody should', () => {
  it.each([
    ['*1000000000\r\n', /^-ERR Protocol error: /],
    ['*1\r\n$-5\r\n', /^-ERR Protocol error: /],
    ['*1000\r\n$9', /^$/],
    [`*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$4096\r\n${'v'.repeat(4096)}\r\n`, /^-ERR too long/],
  ])('get an error from the key-value store, or its end: %j', async (bytes, answer) => {
    const { where } = await start('resp', '0');
    const socket = connect(Number(where), '127.0.0.1');
    socket.end(bytes);
    expect(await text(socket)).toMatch(answer);
  });

  it('write no escape sequence and no line of their own into the log', async () => {
    const { where, prints } = await start('syslog', '0');
    const socket = createSocket('udp4');
    onTestFinished(() => void socket.close());
    socket.send('<999>a\n<11>kern.emerg b\x1b[2J', Number(where), '127.0.0.1');
    await prints(/\? <999>a <11>kern\.emerg b \[2J\n/);
  });
});
