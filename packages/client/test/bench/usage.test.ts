// What is wrong, in one line that says what is right; and how the command ends.
import { someOf } from '../../../../scripts/test/exhaustive.mjs';
import { describe, expect, it } from 'vitest';
import { runFdset } from '../support/run-fdset.js';
import { serve } from '../support/peers.js';
import { freshPath, refusedUrl } from '../support/servers.js';
import { bench, benchAll, shortBench } from './support/bench.js';
import { isReport } from './support/schema.js';
import { answering, echo, serveQueueing, silent } from './support/bench-servers.js';

const url = 'tcp://127.0.0.1:9';

const mistakes: [string[], RegExp][] = [
  [[url, '--connections', '0'], /--connections is a whole number from 1 to 1,000,000, not '0'/],
  [[url, '--connections', '1000000'], /needs more descriptors than the \d+ .* raise `ulimit -Hn`/],
  [
    [url, '--duration', 'long'],
    /--duration is a time with a unit such as 10s, 500ms or 1m, not 'long'/,
  ],
  [[url, '--timeout', '5000'], /--timeout is a time with a unit such as 10s.*, not '5000'/],
  [[url, '-d', '500'], /--duration is a time with a unit such as 10s.*, not '500'/],
  [[url, '--warmup', '99999999999m'], /--warmup is at most a day, such as 1s, not '9+m'/],
  [[url, '--fail-if', 'p99>5'], /--fail-if p99 is a time with a unit/],
  [[url, '--duration', '0s'], /--duration is between 0 and a day/],
  [[url, '--rate', '-5'], /--rate is requests a second such as 500, 20k or 1\.5m, not '-5'/],
  [[url, '--steps', '1k'], /--steps is rising rates such as 1k,2k,5k/],
  [[url, '--steps', '2k,1k'], /--steps is rising rates such as 1k,2k,5k/],
  [[url, '--steps', '1k,2k', '--rate', '5'], /leave --rate out/],
  [[url, '--size', '65m'], /--size is a number of bytes from 1 to 64m/],
  [[url, '--size', '1', '--payload', 'x'], /--size and --payload exclude each other/],
  [[url, '--payload', ''], /--payload is a TEXT of at least one byte/],
  [[url, '--payload', '@/no/such'], /--payload cannot read '\/no\/such': ENOENT/],
  [[url, '--framing', 'line'], /--framing is lines, crlf, .* not 'line'/],
  [[url, '--framing', 'lines', '--payload', 'a\nb'], /--payload does not fit --framing lines/],
  [[url, '--expect', '('], /--expect is echo, upper, any or a regular expression/],
  [[url, '--expect', 'any', '--pipeline', '2'], /--pipeline .* needs --framing/],
  [[url, '--reconnect-each', '--pipeline', '2'], /leave --pipeline out/],
  [['udp://127.0.0.1:9', '--pipeline', '2'], /--pipeline is not for udp/],
  [['udp://127.0.0.1:9', '--framing', 'lines'], /udp keeps messages apart itself/],
  [[url, '--think', '5'], /--think is a time with a unit/],
  [[url, '--think', '5ms', '--rate', '5'], /--think pauses between .* and --rate has requests/],
  [[url, '--think', '5ms', '--steps', '1,2'], /and --steps has requests that no answer delays/],
  [[url, '--think', '5ms', '--pipeline', '2'], /one request at a time: leave --pipeline out/],
  [[url, '--interval', '1s'], /--interval writes lines of JSON, so it needs --json/],
  [[url, '--interval', '1ms', '--json'], /--interval is at least 10ms, not '1ms'/],
  [[url, '--fail-if', 'p42>5ms'], /--fail-if is such as 'p99>5ms'/],
  [[url, '--fail-if', 'p99>5x'], /--fail-if p99 is a time with a unit such as/],
  [[url, '--fail-if', 'errors>5x'], /--fail-if errors is a number of requests such as 0, 10/],
  [[url, '--insecure'], /--insecure is for tls:\/\/HOST:PORT/],
  [['tls://127.0.0.1:9', '--ca', '/no/such'], /--ca cannot read '\/no\/such': ENOENT/],
  [['tcp://localhost'], /names no port; write tcp:\/\/localhost:PORT/],
  [['localhost:80'], /write tcp:\/\/localhost:80/],
  [[], /missing required argument 'url'/],
  [[url, '--rat', '5'], /unknown option '--rat' \(Did you mean --rate\?\)/],
];
// Each starts a process.
const everyThird = mistakes.filter((_, index) => index % 3 === 0);

describe('fdset bench says what is right, and ends with 2, for', () => {
  it.each(someOf(mistakes, everyThird))('%j', async (args, message) => {
    const { code, stdout, stderr } = await runFdset(['bench', ...args]);
    expect([code, stdout.toString()]).toEqual([2, '']);
    expect(stderr).toMatch(/^fdset: [^\n]+\n$/);
    expect(stderr).toMatch(message);
  });
});

describe('fdset bench ends with 1, and one line on stderr, when', () => {
  const complaint = async (...args: string[]): Promise<string> => {
    const { code, stderr } = await runFdset(shortBench(...(args as [string])));
    expect(code).toBe(1);
    expect(stderr).toMatch(/^fdset: [^\n]+\n$/);
    return stderr;
  };

  it.each([[], ['--reconnect-each'], ['--rate', '100'], ['--threads', '2']])(
    'nothing listens there %j',
    async (...args) => {
      const refused = refusedUrl();
      expect(await complaint(refused, ...args)).toBe(
        `fdset: nothing listens on ${refused} (ECONNREFUSED)\n`,
      );
    },
  );

  it('there is no such socket', async () => {
    const path = freshPath();
    expect(await complaint(`unix:${path}`)).toBe(
      `fdset: there is no socket at unix:${path} (ENOENT)\n`,
    );
  });

  it('the name does not resolve', async () => {
    expect(await complaint('tcp://name.invalid:80')).toMatch(/EAI_\w+/);
  });

  it('the server speaks no TLS', async () => {
    const { url: plain } = serve(answering(() => Buffer.from('HTTP/1.1 400 no\r\n\r\n')));
    expect(await complaint(plain.replace('tcp:', 'tls:'))).toMatch(
      /TLS handshake failed: [\w ]+; the server speaks no TLS\n$/,
    );
  });

  it('a TLS handshake takes too long', async () => {
    const slow = serve(silent).url.replace('tcp:', 'tls:');
    let said = '';
    // A busy machine may take so long before the handshake begins.
    for (let ms = 200; !said.includes('TLS'); ms *= 2)
      said = await complaint(slow, '--timeout', `${ms}ms`);
    expect(said).toMatch(/timed out after \d+ ms; does it speak TLS\?\n$/);
  });

  it.each([
    ['frames', ['--framing', 'lines']],
    ['other bytes', []],
  ])('the server floods unasked with %s, which JSON tells too', async (_, args) => {
    const flood = Buffer.alloc(65_536, 'flood\n');
    // So few wait to be accepted that the first ones are flooded before the last ones are open.
    const flooding = serveQueueing(1, async (conn) => {
      for (;;) await conn.sendall(flood);
    });
    const asked = shortBench(flooding, '--connections', '200', '--json', ...args);
    const { code, stdout, stderr } = await runFdset(asked);
    const report = JSON.parse(stdout.toString()) as object;
    const failure = `${flooding}: the server sends before it is asked`;
    expect([code, stderr]).toEqual([1, `fdset: ${failure}\n`]);
    expect(report).toMatchObject({ exitCode: 1, failure, runs: [] });
    isReport(report);
    expect(isReport.errors ?? []).toEqual([]);
  });

  it('the server closes connections before they ask for anything', async () => {
    const { url: closing } = serve(() => Promise.resolve());
    const { code } = await runFdset(shortBench(closing));
    expect(code).toBe(1);
  });
});

describe('fdset bench --fail-if', () => {
  it('ends with 4 when a condition is met, and names it', async () => {
    const { url: good } = serve(echo);
    const args = ['--fail-if', 'p50>0.001us', '--fail-if', 'errors>0k', '--fail-if', 'rate>=1'];
    const report = await bench(good, '--rate', '50', ...args);
    expect(report.metConditions).toEqual(['p50>0.001us', 'rate>=1']);
  });

  it('is judged by each step', async () => {
    const args = ['--steps', '10,20', '--fail-if', 'rate<1000'];
    const { runs } = await benchAll(serve(echo).url, ...args);
    expect(runs.map(({ metConditions }) => metConditions)).toEqual([['rate<1000'], ['rate<1000']]);
  });
});

it('fdset bench --help tells the options, the exit codes and examples', async () => {
  const { code, stdout, stderr } = await runFdset(['bench', '--help']);
  expect([code, stderr]).toEqual([0, '']);
  const help = stdout.toString();
  for (const word of ['--rate', '--steps', '--fail-if', 'Exit code', 'Examples'])
    expect(help).toContain(word);
  expect(Math.max(...help.split('\n').map((line) => line.length))).toBeLessThanOrEqual(140);
});
