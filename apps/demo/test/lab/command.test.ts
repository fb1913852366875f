// The command `lab`: its port, and its end.
import { describe, expect, it } from 'vitest';
import { needsThat } from '../../../../scripts/test/needs.mjs';
import { parse } from '../helpers/in-process.js';
import { runDemo } from '../helpers/run.js';
import { startDemo } from '../helpers/running-program.js';
import { ask, LabProcess, labsEndWithTheFile } from './support/lab-process.js';

labsEndWithTheFile();

describe('lab', needsThat(process.platform === 'linux', 'needs Linux'), () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'prints its address, and ends with 0 on %s',
    async (signal) => {
      const lab = startDemo(['lab']);
      const [, port] = await lab.prints(/http:\/\/127\.0\.0\.1:(\d+)\/ /);
      expect((await ask(Number(port), '/')).status).toBe(200);
      expect(await lab.endsOn(signal)).toEqual({ code: 0 });
      expect(lab.stderr).toBe('');
    },
  );

  it('ends although a page is open that waits for nothing', async () => {
    const lab = await LabProcess.start();
    const idle = await fetch(`http://127.0.0.1:${lab.port}/`);
    lab.kill('SIGINT');
    expect(await lab.exits()).toBe(0);
    await idle.text().catch(() => '');
  });

  it('says that a port is taken', async () => {
    const lab = await LabProcess.start();
    const { code, stderr } = await runDemo(['lab', '--port', String(lab.port)]);
    expect([code, stderr]).toEqual([
      1,
      `fdset-demo: cannot listen on 127.0.0.1:${lab.port} (EADDRINUSE); choose another with --port\n`,
    ]);
  });

  it.each(['65536', '-1', 'x'])('refuses the port %s', async (port) => {
    const { code, stderr } = await parse(['lab', `--port=${port}`]);
    expect(code).toBe(1);
    expect(stderr).toContain('the port is an integer from 0 to 65535');
  });
});
