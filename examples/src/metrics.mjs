// Sends metrics by hot-shots over a Unix datagram socket. hot-shots requires unix-dgram for that, and gets the stand-in of this
// folder (the override is in pnpm-workspace.yaml).
// Run: socat -u UNIX-RECV:/tmp/metrics - & node examples/src/metrics.mjs /tmp/metrics
import { promisify } from 'node:util';
import { StatsD } from 'hot-shots';

const [, , path] = process.argv;
if (path === undefined) {
  console.error('run, beside a receiver: node examples/src/metrics.mjs /tmp/metrics');
  process.exit(2);
}
const statsd = new StatsD({
  protocol: 'uds',
  path,
  prefix: 'shop.',
  maxBufferSize: 0, // a datagram for each metric, instead of one for all of a while
  errorHandler: (error) => {
    console.error(`${path}: ${error.message}`);
    process.exit(1);
  },
});
statsd.increment('visits');
statsd.gauge('load', 0.5, { host: 'one' });
statsd.timing('answer', 12);
await promisify(statsd.close.bind(statsd))();
