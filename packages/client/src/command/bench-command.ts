// `fdset bench`: its options, its help, and its end. The load generator itself is in src/bench.
import { Command } from 'commander';
import { interruptible } from '../bench/run/interrupt.js';
import { runBench } from '../bench/run/run-bench.js';
import { planBench } from '../bench/options/plan-bench.js';
import type { BenchOptions } from '../bench/options/plan-bench.js';
import { UsageError } from './usage-error.js';
import { explainEnd } from '../bench/report/explain-end.js';
import { EXIT } from '../bench/report/verdict.js';
import { say } from './standard-streams.js';

const details = `
Without --rate each answer is followed by the next request of its connection (a closed loop). With --rate requests are due by a schedule
that no answer delays (an open loop): latency counts from when a request was due, also where no connection was free for it, and the
service time beside it from when it was sent. Nothing is corrected afterwards.
Times have a unit: 10s, 500ms, 200us, 1m. Rates: 500, 20k, 1.5m. Sizes: 64, 4k, 1m.
Framings: lines, crlf, nul, netstring, len1, len2, len4, len8, len2le (little-endian), len4le, len8le, varint, delimiter:TEXT,
fixed:BYTES, and fixed, which takes the length of the first answer. The payload gets the framing, except with fixed.
Exit code: 0; 1 when no connection could be opened or requests failed; 2 for a wrong option or URL; 3 when the generator was the limit
(a thread busy for more than 90 %, or requests sent late), so that the figures are not the server's; 4 when a condition of --fail-if is met.
3 comes before 4. Ctrl-C ends a run early and gives 0 if all is well until then; 1 if nothing was answered yet.
Examples:
  $ fdset bench tcp://127.0.0.1:8088
  $ fdset bench tcp://127.0.0.1:8088 --connections 100 --rate 20k --fail-if 'p99>5ms'
  $ fdset bench tcp://127.0.0.1:8088 --steps 1k,2k,5k,10k,20k
  $ fdset bench tcp://127.0.0.1:6379 --framing crlf --payload PING --expect '^\\+PONG'
  $ fdset bench tcp://127.0.0.1:80 --framing fixed --payload @request.http --json
  $ fdset bench unix:/run/app.sock --reconnect-each --framing lines --payload hello`;

/** The command, for a program of commander's to add. */
export function benchCommand(): Command {
  return addOptions(new Command('bench'))
    .description('Loads a server, and says how fast it answers and whether that is true.')
    .argument('<url>', 'what to load')
    .addHelpText('after', details)
    .action(async (url: string, options: BenchOptions) => {
      process.exitCode = await bench(url, options);
    });
}

function addOptions(command: Command): Command {
  const repeated = (one: string, others: string[] = []): string[] => [...others, one];
  return command
    .option('-c, --connections <number>', 'how many connections', '10')
    .option('-d, --duration <time>', 'how long to measure', '10s')
    .option('-w, --warmup <time>', 'how long to load before that', '1s')
    .option('-r, --rate <rate>', 'requests a second of all connections together')
    .option('--steps <rates>', 'one run for each rate, to find where the server stops keeping up')
    .option(
      '-t, --threads <number>',
      'threads of the generator (default: half the cores, at most 4)',
    )
    .option('-s, --size <bytes>', 'how many bytes a request has (default: 64)')
    .option('-p, --payload <text>', 'what is sent: TEXT, or @FILE for the content of a file')
    .option('--think <time>', 'a pause between an answer and the next request of its connection')
    .option('--pipeline <number>', 'requests under way on a connection', '1')
    .option('--framing <name>', 'where an answer ends, and what is put around the payload')
    .option('--expect <answer>', 'echo (default), upper, any (default with --framing), or a REGEX')
    .option('--reconnect-each', 'a connection of its own for each request')
    .option('--timeout <time>', 'how long connecting, and an answer, may take', '5s')
    .option('--fail-if <condition>', "ends with 4 if it is so: 'p99>5ms' (repeatable)", repeated)
    .option('--ca <file>', 'certificates (PEM) that a tls: server may be certified by')
    .option('--servername <name>', 'the name in the certificate of a tls: server')
    .option('--insecure', 'take any certificate')
    .option('--json', 'print the report as JSON, with the buckets of the histograms')
    .option(
      '--interval <time>',
      'with --json: a line of JSON each time, then the report on one line',
    );
}

async function bench(url: string, options: BenchOptions): Promise<number> {
  try {
    // Reading the options may wait for a @FILE that is a pipe, which only the system's own answer to Ctrl-C ends.
    const plan = planBench(url, options);
    return await interruptible((signal) => runBench(plan, process, signal));
  } catch (error) {
    say(explainEnd(url, error));
    return error instanceof UsageError ? EXIT.usage : EXIT.failed;
  }
}
