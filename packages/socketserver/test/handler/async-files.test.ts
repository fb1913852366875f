// rfile and wfile of asynchronous handlers.
import { connect } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import {
  AsyncStreamRequestHandler,
  AsyncTCPServer,
  AsyncUDPServer,
  AsyncDatagramRequestHandler,
  TCPServer,
} from '@fdset/socketserver';
import type { InetAddress } from '@fdset/socketserver';
import { expect, it, onTestFinished } from 'vitest';
import { anyPort, serving, thrownBy, until } from '../support/servers.js';

const connectTo = ({ serverAddress }: { serverAddress: InetAddress }) => {
  const { host, port } = serverAddress;
  const socket = connect({ port, host, allowHalfOpen: true });
  socket.on('error', () => {});
  onTestFinished(() => void socket.destroy());
  return socket;
};

type Handle = (this: AsyncStreamRequestHandler) => Promise<void>;

const handlerOf = (handle: Handle, statics: object = {}) => {
  class Handler extends AsyncStreamRequestHandler {
    override handle(): Promise<void> {
      return handle.call(this);
    }
  }
  return Object.assign(Handler, statics);
};

const serve = (handle: Handle, statics?: object) => {
  const errors: unknown[] = [];
  class Server extends AsyncTCPServer {
    override handleError(_request: unknown, _from: unknown, error: unknown): void {
      errors.push(error);
    }
  }
  const server = serving(new Server(anyPort, handlerOf(handle, statics)));
  return {
    server,
    errors,
    ask: (data: string) => {
      const socket = connectTo(server);
      socket.end(data);
      return text(socket);
    },
  };
};

it('reads counts, lines and the rest, in any mixture', async () => {
  const { ask } = serve(async function () {
    const found = [
      await this.rfile.read(3),
      await this.rfile.readline(),
      await this.rfile.readline(2),
      await this.rfile.read1(1),
      await this.rfile.read(0),
      await this.rfile.readline(),
      await this.rfile.read(),
      await this.rfile.read(),
      await this.rfile.readline(),
    ];
    await this.wfile.write(JSON.stringify(found.map(String)));
  });
  expect(JSON.parse(await ask('abcd\nlong line\nrest\nof it'))).toEqual([
    'abc',
    'd\n',
    'lo',
    'n',
    '',
    'g line\n',
    'rest\nof it',
    '',
    '',
  ]);
});

it('lines() gives text, iteration gives bytes, readlines(hint) stops, chunks() goes on with what is buffered', async () => {
  const { ask } = serve(async function () {
    const found: unknown[] = [];
    for await (const line of this.rfile.lines()) {
      found.push(line);
      break;
    }
    for await (const line of this.rfile) {
      found.push(Buffer.isBuffer(line), line.toString());
      break;
    }
    found.push((await this.rfile.readlines(1)).map(String));
    let rest = '';
    for await (const chunk of this.rfile.chunks(2)) {
      expect(chunk.length).toBeLessThanOrEqual(2);
      rest += chunk.toString();
    }
    await this.wfile.write(JSON.stringify([...found, rest]));
  });
  expect(JSON.parse(await ask('ä\ntwo\nthree\nfour\nfive'))).toEqual([
    'ä\n',
    true,
    'two\n',
    ['three\n'],
    'four\nfive',
  ]);
});

it('calls at the same time are served in order, and writes never interleave', async () => {
  const { ask } = serve(async function () {
    const lines = await Promise.all([1, 2, 3].map(() => this.rfile.readline()));
    await Promise.all(lines.map((line) => this.wfile.write(line)));
    void this.wfile.write('a');
    void this.wfile.write(Buffer.alloc(300_000, 'b'));
    void this.wfile.write('c');
  });
  const answer = await ask('one\ntwo\nthree\n');
  expect(answer).toBe(`one\ntwo\nthree\na${'b'.repeat(300_000)}c`);
});

it('a line that is too long ends the loop with an error', async () => {
  const { ask, errors } = serve(async function () {
    for await (const line of this.rfile.lines({ maxBytes: 4 })) await this.wfile.write(line);
  });
  expect(await ask('abc\nabcd')).toBe('abc\nabcd');
  expect(await ask('abc\nabcde')).toBe('abc\n');
  await until(() => errors.length === 1);
  expect(errors).toMatchObject([{ name: 'RangeError', code: 'ERR_FDSET_OUT_OF_RANGE' }]);
});

it('wfile collects up to wbufsize, and finish sends the rest', async () => {
  const lengths: number[] = [];
  const { ask } = serve(
    async function () {
      for (const piece of ['ab', 'cd', 'e']) {
        expect(await this.wfile.write(piece)).toBe(piece.length);
        lengths.push(this.wfile.bufferedLength);
      }
    },
    { wbufsize: 4 },
  );
  expect(await ask('')).toBe('abcde');
  expect(lengths).toEqual([2, 0, 1]);
});

it('a client that goes away ends neither the program nor other requests, though no write is awaited', async () => {
  const { server, errors, ask } = serve(async function () {
    if ((await this.rfile.readline()).toString() !== 'flood\n')
      return void (await this.wfile.write('served'));
    for (let i = 0; i < 50; i++) {
      void this.wfile.write(Buffer.alloc(65_536));
      await new Promise(setImmediate);
    }
  });
  const socket = connectTo(server);
  socket.write('flood\n');
  await new Promise((resolve) => socket.once('data', resolve));
  socket.resetAndDestroy();
  await until(() => server.stats().active === 0);
  expect(await ask('x\n')).toBe('served');
  expect(errors).toEqual([]);
});

it('what is misused is refused, and the handler may go on', async () => {
  const { ask } = serve(async function () {
    const codes: unknown[] = [];
    const note = (error: { code: string }) => void codes.push(error.code);
    await this.rfile.read(-2).catch(note);
    await this.rfile.readline('x' as never).catch(note);
    await this.wfile.write(5 as never).catch(note);
    await this.wfile.write(new Float64Array(1)).catch(note);
    this.rfile.close();
    await this.rfile.read(1).catch(note);
    await this.wfile.write(JSON.stringify(codes));
    await this.wfile.close();
    await expect(this.wfile.write('late')).rejects.toMatchObject({ code: 'ERR_FDSET_CLOSED' });
  });
  expect(JSON.parse(await ask(''))).toEqual([
    'ERR_FDSET_OUT_OF_RANGE',
    'ERR_FDSET_INVALID_ARG_TYPE',
    'ERR_FDSET_INVALID_ARG_TYPE',
    'ERR_FDSET_INVALID_ARG_TYPE',
    'ERR_FDSET_CLOSED',
  ]);
});

it('connection is the AsyncSocket beneath, and bytes go through it whole', async () => {
  const { server } = serve(async function () {
    for await (const chunk of this.connection) await this.connection.sendall(chunk);
  });
  const socket = connectTo(server);
  const sent = Buffer.alloc(1_000_000, 'abcdefg');
  socket.end(sent);
  expect((await buffer(socket)).equals(sent)).toBe(true);
});

it('handlers of the other kind of requests are refused', () => {
  class Stream extends AsyncStreamRequestHandler {
    override async handle() {}
  }
  class Packet extends AsyncDatagramRequestHandler {
    override async handle() {}
  }
  const refused = { code: 'ERR_FDSET_INVALID_ARG_TYPE' };
  expect(thrownBy(() => new AsyncTCPServer(anyPort, Packet as never))).toMatchObject(refused);
  expect(thrownBy(() => new TCPServer(anyPort, Packet as never))).toMatchObject(refused);
  expect(thrownBy(() => new AsyncUDPServer(anyPort, Stream as never))).toMatchObject(refused);
  for (const Empty of [class extends AsyncStreamRequestHandler {}, AsyncStreamRequestHandler])
    expect(thrownBy(() => new AsyncTCPServer(anyPort, Empty))).toMatchObject(refused);
});
