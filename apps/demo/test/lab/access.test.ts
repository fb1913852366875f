// Who is answered by the lab, and what is refused.
import { beforeAll, describe, expect, it } from 'vitest';
import { needsThat } from '../../../../scripts/test/needs.mjs';
import {
  INFO_PATH,
  RUNS_PATH,
  SYSCALLS_PATH,
  TOKEN_HEADER,
} from '../../src/lab/protocol/routes.js';
import type { LabInfo } from '../../src/lab/protocol/lab-info.js';
import { ringRefusal } from '../../src/ring-refusal.js';
import { ask, LabProcess, shortConfig, labsEndWithTheFile } from './support/lab-process.js';
import type { Asked } from './support/lab-process.js';

labsEndWithTheFile();

describe('the lab', needsThat(process.platform === 'linux', 'needs Linux'), () => {
  let lab: LabProcess;
  beforeAll(async () => {
    lab = await LabProcess.start();
  });

  const config = JSON.stringify(shortConfig({}));
  const statusOf = async (path: string, asked: Asked = {}): Promise<number> =>
    (await lab.ask(path, asked)).status;
  const posted = (headers: Record<string, string>, body = config): Asked => ({
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });

  it('gives its page to whoever asks for it by a name of this machine, with a policy that lets it load nothing else', async () => {
    for (const name of ['127.0.0.1', 'localhost', '[::1]']) {
      const page = await ask(lab.port, '/', { headers: { host: `${name}:${lab.port}` } });
      expect([page.status, page.headers['content-type']]).toEqual([
        200,
        'text/html; charset=utf-8',
      ]);
      expect(page.headers['content-security-policy']).toMatch(/^default-src 'self';/);
      expect(page.text).toContain(`content="${lab.token}"`);
    }
    expect(lab.token.length).toBeGreaterThanOrEqual(32);
  });

  it('gives all files that the page names', async () => {
    const { text } = await ask(lab.port, '/');
    const names = [...text.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, name]) => name!);
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) expect(await statusOf(name)).toBe(200);
  });

  it.each([
    'evil.example',
    'evil.example:80',
    '127.0.0.1',
    '127.0.0.1:1',
    'localhost',
    '0.0.0.0:PORT',
    '127.0.0.2:PORT',
    'localhost.evil.example:PORT',
    '127.0.0.1:PORT@evil.example',
    'x',
  ])('refuses the host %j', async (host) => {
    const headers = { host: host.replace('PORT', String(lab.port)) };
    for (const path of ['/', INFO_PATH]) expect(await statusOf(path, { headers })).toBe(403);
    expect(await statusOf(RUNS_PATH, posted(headers))).toBe(403);
  });

  it.each([
    'http://evil.example',
    'https://127.0.0.1:PORT',
    'http://127.0.0.1',
    'http://127.0.0.1:1',
    'null',
    '',
  ])('refuses the origin %j', async (origin) => {
    const headers = { origin: origin.replace('PORT', String(lab.port)) };
    for (const path of ['/', INFO_PATH]) expect(await statusOf(path, { headers })).toBe(403);
    expect(await statusOf(RUNS_PATH, posted(headers))).toBe(403);
  });

  it('answers its own origin', async () => {
    const headers = { origin: `http://localhost:${lab.port}` };
    expect(await statusOf(INFO_PATH, { headers })).toBe(200);
  });

  it.each(['', 'x', 'TOKEN ', 'TOKENx'])('refuses the token %j', async (token) => {
    const headers = { [TOKEN_HEADER]: token.replace('TOKEN', lab.token.slice(0, -1)) };
    expect(await statusOf(INFO_PATH, { headers })).toBe(403);
    expect(await statusOf(RUNS_PATH, posted(headers))).toBe(403);
  });

  it('refuses to be asked without a token, or with one in the query of anything but a stream', async () => {
    for (const path of [INFO_PATH, RUNS_PATH, SYSCALLS_PATH, '/api/runs/x/stop', '/api/x']) {
      expect((await ask(lab.port, path)).status).toBe(403);
      expect((await ask(lab.port, `${path}?token=${lab.token}`)).status).toBe(403);
    }
    expect((await ask(lab.port, '/api/runs/x/events')).status).toBe(403);
    expect((await ask(lab.port, `/api/runs/x/events?token=${lab.token}`)).status).toBe(404);
  });

  it.each(['text/plain', '', 'application/x-www-form-urlencoded', 'application/json, text/plain'])(
    'refuses the content type %j',
    async (type) => {
      expect(await statusOf(RUNS_PATH, posted({ 'content-type': type }))).toBe(415);
    },
  );

  it('refuses a body of more than 4 KiB, however long', async () => {
    for (const length of [4097, 1_000_000]) {
      const body = config.padEnd(length);
      expect(await statusOf(RUNS_PATH, posted({}, body))).toBe(413);
    }
  });

  it('refuses a body that is no JSON', async () => {
    for (const body of ['', '{', 'models=epoll'])
      expect(await statusOf(RUNS_PATH, posted({}, body))).toBe(400);
  });

  it('tells which field is wrong', async () => {
    const wrong = { ...shortConfig({}), clients: 10_000 };
    const { status, text } = await lab.post(RUNS_PATH, wrong);
    expect([status, JSON.parse(text)]).toEqual([
      400,
      { field: 'clients', message: 'a whole number from 1 to 200' },
    ]);
    const { text: unknown } = await lab.post(RUNS_PATH, { ...shortConfig({}), path: '/etc' });
    expect(JSON.parse(unknown)).toMatchObject({ field: 'path' });
  });

  it.each([
    '/../cli.js',
    '/..%2fcli.js',
    '/%2e%2e/cli.js',
    '/assets/../../cli.js',
    '//etc/passwd',
    '/index.html/../../package.json',
    '/assets',
    '/assets/',
    '/page/index.html',
    '/cli.js',
    '/\\..\\cli.js',
    'http://evil.example/cli.js',
  ])('has no file %s', async (path) => {
    const { status, text } = await lab.ask(path);
    expect([status, text]).toEqual([404, '{"message":"there is nothing here"}']);
  });

  it.each([
    ['POST', '/'],
    ['DELETE', '/'],
    ['POST', INFO_PATH],
    ['GET', RUNS_PATH],
    ['PUT', RUNS_PATH],
    ['OPTIONS', RUNS_PATH],
    ['GET', SYSCALLS_PATH],
  ])('does not %s %s', async (method, path) => {
    const { status, headers } = await lab.ask(path, { method });
    expect(status).toBe(405);
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  it('says what this machine can run', async () => {
    const { text } = await lab.ask(INFO_PATH);
    const info = JSON.parse(text) as LabInfo;
    expect(info.machine.node).toBe(process.version);
    const refused = ringRefusal() === null ? [] : ['async-uring'];
    expect(info.unavailable.map(({ model }) => model)).toEqual(refused);
  });

  it('has started nothing for all that', () => {
    expect(lab.descendants).toEqual([]);
  });
});
