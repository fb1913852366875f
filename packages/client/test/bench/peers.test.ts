// Servers that are not of this project.
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { needs } from '../../../../scripts/test/needs.mjs';
import { startNginx } from '../support/nginx.js';
import { Running } from '../support/run-fdset.js';
import { freshPath } from '../support/servers.js';
import { bench } from './support/bench.js';
import type { RunReport } from './support/bench.js';

const goodBench = async (url: string, ...args: string[]): Promise<RunReport> => {
  const report = await bench(url, '--connections', '4', ...args);
  expect(report.latency.count).toBeGreaterThan(0);
  expect(report.errors.byKind).toEqual({});
  return report;
};

describe('fdset bench loads', () => {
  it('socat, which echoes', needs('socat'), async () => {
    const args = ['-d', '-d', 'TCP-LISTEN:0,bind=127.0.0.1,fork', 'PIPE'];
    const socat = new Running('socat', args, 'pipe');
    await socat.complains('listening on');
    const [, port] = /listening on .*127\.0\.0\.1:(\d+)/.exec(socat.stderr) ?? [];
    await goodBench(`tcp://127.0.0.1:${port}`);
    await goodBench(`tcp://127.0.0.1:${port}`, '--rate', '200');
  });

  it('nc, which says nothing', needs('nc'), async () => {
    const path = freshPath();
    const nc = new Running('nc', ['-v', '-l', '-k', '-U', path], 'pipe');
    await nc.complains('Listening on');
    const report = await bench(`unix:${path}`, '--connections', '1', '--timeout', '50ms');
    expect([report.answered, Object.keys(report.errors.byKind)]).toEqual([
      0,
      ['no answer in time'],
    ]);
  });

  it('redis-server, by lines, with a pipeline', needs('redis-server'), async () => {
    const path = freshPath();
    const args = ['--port', '0', '--unixsocket', path, '--save', '', '--dir', dirname(path)];
    await new Running('redis-server', args, 'pipe').says('eady to accept connections');
    const ping = ['--framing', 'crlf', '--payload', 'PING'];
    await goodBench(`unix:${path}`, ...ping, '--expect', '^\\+PONG$', '--pipeline', '8');
    const wrong = await bench(`unix:${path}`, ...ping, '--expect', '^:');
    expect([wrong.answered, Object.keys(wrong.errors.byKind)]).toEqual([0, ['wrong answer']]);
  });

  it('nginx, whose responses have a fixed length', needs('nginx'), async () => {
    const path = freshPath();
    await startNginx([`unix:${path}`], 'keepalive_requests 1000000;');
    const request = join(dirname(path), 'request');
    writeFileSync(request, 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    const asked = ['--framing', 'fixed', '--payload', `@${request}`];
    await goodBench(`unix:${path}`, ...asked);
    await goodBench(`unix:${path}`, ...asked, '--expect', '^HTTP/1.1 200 OK\\r\\n[^]*hello$');
  });

  it("Python's socketserver, with a connection for each request", needs('python3'), async () => {
    const server = new Running(
      process.env['PYTHON'] ?? 'python3',
      ['-S', '-c', PYTHON_SERVER],
      'pipe',
    );
    await server.says('\n');
    const url = `tcp://127.0.0.1:${server.stdout.toString().trim()}`;
    await goodBench(url, '--reconnect-each', '--framing', 'lines', '--expect', 'upper');
  });
});

const PYTHON_SERVER = `
import socketserver
class Upper(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(self.rfile.readline().upper())
with socketserver.ThreadingTCPServer(('127.0.0.1', 0), Upper) as server:
    print(server.server_address[1], flush=True)
    server.serve_forever()
`;
