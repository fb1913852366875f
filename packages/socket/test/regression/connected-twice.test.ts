import { expect, it } from 'vitest';
import { AF_INET, SOCK_STREAM, Socket, createConnection, createListener } from '../../src/index.js';

const nowhere = { host: '127.0.0.1', port: 0 };

it.each([null, 5000])(
  'connecting a connected socket is EISCONN, with the timeout %s',
  (timeoutMs) => {
    using first = createListener(nowhere);
    using second = createListener(nowhere);
    using socket = new Socket(AF_INET, SOCK_STREAM);
    socket.settimeout(timeoutMs);
    socket.connect(first.getsockname());
    expect(() => socket.connect(second.getsockname())).toThrow(
      expect.objectContaining({ code: 'EISCONN' }),
    );
    expect(socket.getpeername()).toEqual(first.getsockname());
  },
);

it('createConnection refuses options that are no object', () => {
  using listener = createListener(nowhere);
  for (const options of [300, null, 'x'])
    expect(() => createConnection(listener.getsockname(), options as never)).toThrow(
      expect.objectContaining({ code: 'ERR_FDSET_INVALID_ARG_TYPE' }),
    );
});

it('an encoding in the place of the flags is refused and nothing is sent', () => {
  using listener = createListener(nowhere);
  using socket = createConnection(listener.getsockname());
  using conn = listener.accept()[0];
  const encoding = 'latin1' as never;
  for (const call of [() => socket.send('x', encoding), () => socket.sendall('x', encoding)])
    expect(call).toThrow(expect.objectContaining({ code: 'ERR_FDSET_INVALID_ARG_TYPE' }));
  expect(conn.tryRecv(1)).toBeNull();
});
