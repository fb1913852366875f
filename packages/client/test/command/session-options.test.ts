// What the options of a session do, from a pipe.
import { SHUT_WR } from '@fdset/socket';
import type { AsyncSocket } from '@fdset/socket/async';
import { netstrings, readFrames, writeFrame } from '@fdset/socket/framing';
import { describe, expect, it } from 'vitest';
import { serve } from '../support/peers.js';
import { runFdset, startFdset } from '../support/run-fdset.js';

/** Everything that a client sends until it ends. */
const readAll = async (conn: AsyncSocket): Promise<Buffer> => {
  const pieces: Buffer[] = [];
  for (let data = await conn.recv(65_536); data.length > 0; data = await conn.recv(65_536))
    pieces.push(data);
  return Buffer.concat(pieces);
};

/** A server that hears everything, and then says something. */
const hearing = (answer: string | Uint8Array = ''): { url: string; heard: Promise<Buffer> } => {
  let settle: (data: Buffer) => void;
  const heard = new Promise<Buffer>((resolve) => (settle = resolve));
  const { url } = serve(async (conn) => {
    settle(await readAll(conn));
    await conn.sendall(answer);
  });
  return { url, heard };
};

describe('fdset --crlf', () => {
  it('ends every line of a pipe with CRLF, those that have it already too', async () => {
    const { url, heard } = hearing();
    await runFdset(['--crlf', url], 'one\ntwo\r\n\n\rthree');
    expect(String(await heard)).toBe('one\r\ntwo\r\n\r\n\rthree');
  });

  it('sees a line end that lies in two writes', async () => {
    const { url, heard } = hearing();
    const client = startFdset(['--crlf', '--hex', url]);
    client.type('one\r');
    await client.prints('|one.|\n');
    client.type('\ntwo\n');
    client.type(null);
    expect(await client.exits()).toBe(0);
    expect(String(await heard)).toBe('one\r\ntwo\r\n');
  });
});

describe('fdset --framing', () => {
  it.each([
    ['lines', 'ab\n\nc\n'],
    ['crlf', 'ab\r\n\r\nc\r\n'],
    ['nul', 'ab\0\0c\0'],
    ['netstring', '2:ab,0:,1:c,'],
    ['len1', '\x02ab\x00\x01c'],
    ['len2', '\x00\x02ab\x00\x00\x00\x01c'],
    ['len4le', '\x02\0\0\0ab\0\0\0\0\x01\0\0\0c'],
    ['varint', '\x02ab\x00\x01c'],
    ['delimiter:||', 'ab||||c||'],
  ])('%s: sends each line as a message, and prints each message as a line', async (name, bytes) => {
    const { url, heard } = hearing(Buffer.from(bytes, 'latin1'));
    const { code, stdout, stderr } = await runFdset(['--framing', name, url], 'ab\n\nc');
    expect((await heard).toString('latin1')).toBe(bytes);
    expect([code, stdout.toString(), stderr]).toEqual([0, 'ab\n\nc\n', '']);
  });

  it('fixed:N sends and prints messages of N bytes, of any value', async () => {
    const { url, heard } = hearing(Buffer.from('ff00c3a9', 'hex'));
    const { stdout } = await runFdset(
      ['--framing', 'fixed:2', url],
      Buffer.from('fffe0ac328', 'hex'),
    );
    expect((await heard).toString('hex')).toBe('fffec328');
    expect(stdout.toString('hex')).toBe('ff000ac3a90a');
  });

  it('refuses a line that the framing does not have, exit code 2', async () => {
    const { url } = hearing();
    const { code, stderr } = await runFdset(['--framing', 'fixed:2', url], 'three\n');
    expect([code, stderr]).toEqual([2, 'fdset: a message must have 2 bytes, not 5\n']);
  });

  it('says, exit code 3, that what came is no message, after those before it', async () => {
    const { url } = hearing('2:ab,x');
    const { code, stdout, stderr } = await runFdset(['--framing', 'netstring', url]);
    expect([code, stdout.toString()]).toEqual([3, 'ab\n']);
    expect(stderr).toMatch(/was lost: .*netstring/);
  });
});

describe('fdset --hex', () => {
  it('dumps both directions with their offsets, and the bytes as they came', async () => {
    const { url } = serve(async (conn) => {
      await conn.recv(100);
      await conn.sendall('0123456789abcdef\0ÿ');
    });
    const { stdout } = await runFdset(['--hex', url], 'hi\n');
    expect(stdout.toString()).toBe(
      [
        '> 00000000  68 69 0a                                          |hi.|',
        '< 00000000  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  |0123456789abcdef|',
        '< 00000010  00 c3 bf                                          |...|',
        '',
      ].join('\n'),
    );
  });

  it('--hex-input sends what the digits of a line say, and nothing between lines', async () => {
    const { url, heard } = hearing();
    const { code } = await runFdset(['--hex-input', url], 'de ad\nBEEF\n\n0a');
    expect([code, (await heard).toString('hex')]).toEqual([0, 'deadbeef0a']);
  });

  it('--hex-input says, exit code 2, what a line must be', async () => {
    const { url } = hearing();
    const { code, stderr } = await runFdset(['--hex-input', url], 'dead\nhello\n');
    expect([code, stderr]).toEqual([
      2,
      "fdset: a line of --hex-input has pairs of hex digits, such as de ad 0a, not 'hello'\n",
    ]);
  });
});

describe('fdset --wait', () => {
  it('ends after so long a silence with a server that never ends', async () => {
    const { url } = serve(async (conn) => {
      await conn.sendall(await conn.recv(100));
      await new Promise(() => {});
    });
    const client = startFdset(['--wait=50', url]);
    client.type('hello');
    await client.prints('hello');
    client.type(null);
    expect([await client.exits(), client.stderr]).toEqual([0, '']);
  });

  it('waits for the whole of an answer that comes without a pause', async () => {
    const answer = Buffer.alloc(4 * 1024 * 1024, 'x');
    const { url } = serve(async (conn) => {
      await readAll(conn);
      await conn.sendall(answer);
      await new Promise(() => {});
    });
    const { code, stdout } = await runFdset(['--wait=2000', url], 'hello');
    expect([code, stdout.length]).toEqual([0, answer.length]);
  });
});

describe('fdset --once', () => {
  it('ends after the first piece of a stream that goes on', async () => {
    const { url } = serve(async (conn) => {
      await conn.sendall('welcome\n');
      await readAll(conn);
      await new Promise(() => {});
    });
    const client = startFdset(['--once', url]);
    expect(await client.exits()).toBe(0);
    expect(client.stdout.toString()).toBe('welcome\n');
  });

  it('ends after the first message of a framing, which comes in pieces', async () => {
    const { url } = serve(async (conn) => {
      const question = await readFrames(conn, netstrings()).read();
      await conn.sendall('6:ans');
      await conn.sendall('wer,4:more,');
      await writeFrame(conn, netstrings(), question as Buffer);
      await new Promise(() => {});
    });
    const { code, stdout } = await runFdset(['--once', '--framing', 'netstring', url], 'q');
    expect([code, stdout.toString()]).toEqual([0, 'answer\n']);
  });

  it.each([
    ['the server ends', []],
    ['it was silent for --wait', ['--wait=20']],
  ])('says, exit code 4, that no answer came: %s', async (_, options) => {
    const { url } = serve(async (conn) => {
      await readAll(conn);
      if (options.length > 0) await new Promise(() => {});
    });
    const { code, stderr } = await runFdset(['--once', ...options, url], 'anybody?');
    expect(code).toBe(4);
    expect(stderr).toMatch(/^fdset: the server at \S+ gave no answer\n$/);
  });
});

describe('fdset --no-half-close', () => {
  it('keeps its side open at the end of the input, for a server that would end with it', async () => {
    const { url } = serve(async (conn) => {
      const first = await conn.recv(100);
      const next = conn.recv(100, { timeoutMs: 50 });
      // Its end would come at once.
      await conn.sendall(
        await next.then(
          () => 'it ended',
          () => `open: ${String(first)}`,
        ),
      );
      conn.shutdown(SHUT_WR);
    });
    const { code, stdout } = await runFdset(['--no-half-close', url], 'hello');
    expect([code, stdout.toString()]).toEqual([0, 'open: hello']);
  });
});
