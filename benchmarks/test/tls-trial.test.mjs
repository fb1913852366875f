// Runs one real round of the TLS question with short times, and checks that its load looks at what comes back.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:tls';
import { someOf } from '@fdset/test-support/exhaustive';
import { needsThat } from '@fdset/test-support/needs';
import { SOCKETS_AND_PIPES, openedFromNow } from '@fdset/test-support/opened-from-now';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';

import { startChild } from '../src/kit/child.mjs';
import { hasHeader, nativeProgram } from '../src/harness/native.mjs';
import { runTlsTrial } from '../src/harness/trial.mjs';
import { certificateFiles } from '../src/tls/certificate.mjs';
import { tlsPeers } from '../src/tls/peers.mjs';
import { tls } from '../src/tls/question.mjs';
import { ask, children, cores, describeOnLinux, signal, runnerOf } from './support/trials.mjs';

const canBuild = cores !== null && hasHeader('openssl/ssl.h');
const openSsl = needsThat(canBuild, "needs OpenSSL's headers");

beforeAll(() => {
  if (canBuild) nativeProgram('tls-load');
});

const run = runnerOf(tlsPeers, runTlsTrial);

const ids = tlsPeers.map(({ id }) => id).filter((id) => id !== 'bun');

describeOnLinux('a TLS trial', () => {
  describe('with OpenSSL', openSsl, () => {
    it.each(someOf(ids, ['c-openssl', 'fdset-tls-stream']))(
      'serves connections with requests outstanding: %s',
      async (id) => {
        const [opened, before] = [openedFromNow(SOCKETS_AND_PIPES), children()];
        const figures = await run(id, { connections: 5, size: 4096, depth: 4 });
        expect(figures.perSecond).toBeGreaterThan(0);
        expect(figures.cpuNsPerRequest).toBeGreaterThan(0);
        expect([opened(), children()]).toEqual([[], before]);
      },
    );

    it.each(someOf(ids, ['c-openssl', 'fdset-tls-recv-into']))(
      'answers messages of many records, which do not fit the socket buffers: %s',
      async (id) => {
        const figures = await run(id, { connections: 2, size: 1_000_000, depth: 4 });
        expect(figures.perSecond).toBeGreaterThan(0);
      },
    );

    it('measures what it names', async () => {
      const { trials, skipped } = await ask(tls, ['fdset-tls-stream'], ['3x64x1']);
      expect(trials).toHaveLength(1);
      expect(skipped).toEqual([]);
    });

    it.each([
      ['bytes that are not its own', (socket, data) => socket.write(data.map((byte) => byte ^ 1))],
      ['a server that closes', (socket) => socket.end()],
    ])('notices %s', async (_what, answer) => {
      const [key, cert] = certificateFiles.map((path) => readFileSync(path));
      const server = createServer({ key, cert }, (socket) =>
        socket.on('error', () => {}).on('data', (data) => answer(socket, data)),
      ).listen(0, '127.0.0.1');
      onTestFinished(() => void server.close());
      await once(server, 'listening');
      const load = startChild([nativeProgram('tls-load'), `--port=${server.address().port}`], {
        signal,
      });
      expect((await load.closed).code).toBe(1);
      expect(load.errors()).toMatch(/wrong bytes came back|closed a connection|reset|Broken pipe/);
    });
  });

  it('is left out where the headers of OpenSSL are missing', () => {
    expect(tls.missing() === null).toBe(hasHeader('openssl/ssl.h'));
    expect(hasHeader('openssl/no-such-header.h')).toBe(false);
  });
});
