// A server starts, or says in one line why it does not.
import { expect, it } from 'vitest';
import { parse } from '../helpers/in-process.js';
import type { RunningServer } from '../helpers/running-program.js';
import type { ServerUnderTest } from './server-under-test.js';

export function startContract({ args }: ServerUnderTest, shared: () => RunningServer): void {
  it('says first that it listens, and on which port', () => {
    const { program, port } = shared();
    expect(program.stdout.split('\n', 1)).toEqual([`listening on 127.0.0.1:${port}`]);
  });

  it('names a taken port in one line, exit 1', async () => {
    const { port } = shared();
    const { code, stdout, stderr } = await parse([...args, '--port', String(port)]);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(new RegExp(`^[^\n]*127\\.0\\.0\\.1:${port}[^\n]*EADDRINUSE[^\n]*\n$`));
  });

  it('names an address that this machine does not have, exit 1', async () => {
    const { code, stderr } = await parse([...args, '--host', '192.0.2.1', '--port', '0']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^[^\n]*192\.0\.2\.1:0[^\n]*EADDRNOTAVAIL[^\n]*\n$/);
  });
}
