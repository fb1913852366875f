// NODE_DEBUG=fdset: what servers, their threads and their children write.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);
const fixture = fileURLToPath(new URL('../fixtures/debugged-server.mjs', import.meta.url));

/** The lines of a run, each as its process with its thread and its text, and the process of the server. */
const linesOf = async (name: string, debug: string, ...how: string[]) => {
  const env = { ...process.env, NODE_DEBUG: debug };
  const running = run(process.execPath, [fixture, name, ...how], { env });
  const pid = String(running.child.pid);
  const { stderr } = await running;
  const lines = [...stderr.matchAll(/^FDSET (\S+): (.*)$/gm)].map(([, who, text]) => ({
    who,
    text,
  }));
  return {
    pid,
    stderr,
    lines,
    of: (about: RegExp) => lines.filter(({ text }) => about.test(text ?? '')),
  };
};

const ACCEPTED = /^accepted \d+ from 127\.0\.0\.1:\d+ on \d+$/;
const HANDLED = /^handled request 1 in \d+\.\d ms$/;
const FINISHED = /^request 1 of 127\.0\.0\.1:\d+: finished after \d+\.\d ms$/;
const READY = /^worker \d+, (a thread|process \d+), is ready after \d+\.\d ms$/;
const ENDED = /^worker \d+, (a thread|process \d+), has ended after \d+\.\d ms$/;

it('without it nothing is written', async () => {
  expect((await linesOf('ThreadingTCPServer', '')).stderr).toBe('');
  expect((await linesOf('ThreadingTCPServer', 'http')).lines).toEqual([]);
});

it('tells of a thread in the server, and of its request in the thread', async () => {
  const { pid, of } = await linesOf('ThreadingTCPServer', 'fdset');
  for (const about of [ACCEPTED, FINISHED, READY, ENDED, /^\w+Selector found \d+ EVENT_READ/])
    expect(of(about)[0]?.who).toBe(pid);
  expect(of(HANDLED)).toEqual([{ who: `${pid}/1`, text: expect.any(String) }]);
  // The request is received where it is handled: in the thread, which blocks.
  expect(of(/received 6 bytes/).map(({ who }) => who)).toEqual([`${pid}/1`]);
});

it.each(['ForkingTCPServer', 'ProcessPoolTCPServer'])(
  'tells of a process in the server, and of its request in the process: %s',
  async (name) => {
    const { pid, of } = await linesOf(name, 'fdset');
    expect(of(ACCEPTED)[0]?.who).toBe(pid);
    const [handled, ...more] = of(HANDLED);
    expect(more).toEqual([]);
    expect(handled?.who).not.toBe(pid);
    const ofHandler = new RegExp(`process ${handled?.who},`);
    const ready = of(READY).filter(({ text }) => ofHandler.test(text ?? ''));
    const ended = of(ENDED).filter(({ text }) => ofHandler.test(text ?? ''));
    expect([ready, ended].map((each) => each.map(({ who }) => who))).toEqual([[pid], [pid]]);
  },
);

it.each(['ThreadingTCPServer', 'ThreadPoolTCPServer'])(
  'tells of the end of a request when it ends, not with the next one: %s',
  async (name) => {
    const env = { ...process.env, NODE_DEBUG: 'fdset' };
    const { child } = run(process.execPath, [fixture, name, 'waits'], { env });
    let text = '';
    for await (const part of child.stderr ?? []) {
      text += String(part);
      if (/: finished after/.test(text)) child.stdin?.end();
    }
    expect(text).toContain('finished after');
  },
);

it('says why a request failed', async () => {
  const { of } = await linesOf('TCPServer', 'fdset', 'fails');
  expect(of(/^request 1 of 127\.0\.0\.1:\d+: /).map(({ text }) => text)).toEqual([
    expect.stringMatching(/: handler: Error: too late/),
    expect.stringMatching(/: failed after/),
  ]);
});

it('a name with a star counts, as for Node', async () => {
  const { of } = await linesOf('ThreadingTCPServer', 'fd*');
  expect(of(ACCEPTED)).toHaveLength(1);
});
