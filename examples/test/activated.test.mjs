// The server on a socket of systemd: by its own program, and by the same rules without it.
import { once } from 'node:events';
import { createListener } from '@fdset/socket';
import { needs } from '@fdset/test-support/needs';
import { describe, expect, it } from 'vitest';

import { launch, programPath, run } from './support/start.mjs';

describe('a server that systemd starts', () => {
  const askUpper = async (port) => {
    const asking = run('socat', ['-t', '60', '-', `TCP:127.0.0.1:${port}`]);
    asking.child.stdin.end('hello\n');
    return (await asking).stdout;
  };

  it(
    'serves on the socket of systemd-socket-activate',
    needs('systemd-socket-activate', 'socat'),
    async () => {
      // It has no port 0: a free port, which nobody takes in between but by chance.
      const free = createListener({ host: '127.0.0.1', port: 0 });
      const { port } = free.getsockname();
      free.close();
      const args = ['-l', `127.0.0.1:${port}`, process.execPath, programPath('activated')];
      const activated = launch('systemd-socket-activate', args, {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      await once(activated.child.stderr, 'data');
      expect(await askUpper(port)).toBe('HELLO\n');
      await activated.prints(new RegExp(`listening on ${port}`));
      expect(await activated.ends()).toEqual([0, null]);
    },
  );

  it('serves on a socket that is passed by the same rules', needs('socat'), async () => {
    const listener = createListener({ host: '127.0.0.1', port: 0 });
    const { port } = listener.getsockname();
    const script = 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$0" "$1"';
    const activated = launch('sh', ['-c', script, process.execPath, programPath('activated')], {
      stdio: ['ignore', 'pipe', 'inherit', listener.fileno()],
    });
    listener.close();
    await activated.prints(new RegExp(`listening on ${port}`));
    expect(await askUpper(port)).toBe('HELLO\n');
    expect(await activated.ends()).toEqual([0, null]);
  });

  it('takes no socket that was passed to another process', async () => {
    const env = { ...process.env, LISTEN_PID: '1', LISTEN_FDS: '1' };
    const running = run(process.execPath, [programPath('activated')], { env });
    await expect(running).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/no socket/),
    });
  });
});
