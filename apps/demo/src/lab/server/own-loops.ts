// The models whose loop is a program of this demo: the servers of ../../servers, over the lab's listener and service.
import { Socket } from '@fdset/socket';
import { serveBlocking } from '../../servers/blocking.js';
import { AsynchronousServer } from '../../servers/asynchronous.js';
import { MultiplexingServer } from '../../servers/multiplexing.js';
import { serveNonblocking } from '../../servers/nonblocking.js';
import type { Running } from '../../servers/running.js';
import { Tally } from '../../servers/tally.js';
import { StopSignal } from '../../stop-signal.js';
import { CountSender } from '../counts/count-sender.js';
import { countedSelectorDriver, countedUringDriver } from './counted-drivers.js';
import { messageService } from './message-service.js';
import { BACKLOG, LISTENER_FD } from './server-config.js';
import type { ServerConfig } from './server-config.js';
import type { OwnModel } from './models.js';

const REPORT_EVERY_MS = 200;
/** Messages of at least this size the ring's driver receives and sends by direct calls, for which it only waits. */
const DIRECT_BYTES = 16 * 1024;

/** Serves until SIGTERM. */
export async function serveOwnLoop(model: OwnModel, config: ServerConfig): Promise<void> {
  using sender = new CountSender(config.counts, `${process.pid}.0.0`);
  const tally = new Tally();
  const copy = (): void => copyCounts(model, config, tally, sender);
  const stop = new ReportingStop(() => (copy(), sender.report()));
  const running = { stop, tally, service: messageService(config, sender.counts) };
  // A loop that blocks this thread reports on its turns; one that awaits leaves the event loop to the timer.
  const timer = setInterval(() => (copy(), sender.report()), REPORT_EVERY_MS);
  await stop.run(() => serve(model, running, sender));
  clearInterval(timer);
  copy();
}

function serve(model: OwnModel, running: Running, { counts }: CountSender): Promise<void> {
  const listener = Socket.fromFd(LISTENER_FD);
  const options = { host: '127.0.0.1', port: 0, backlog: BACKLOG, listener };
  process.stdout.write('ready\n');
  switch (model) {
    case 'blocking':
      return serveBlocking(options, running);
    case 'nonblocking':
      return serveNonblocking(options, running);
    case 'async':
      return new AsynchronousServer({ driver: countedSelectorDriver(counts) }, running).serve(
        options,
      );
    case 'async-uring':
      return new AsynchronousServer({ driver: countedUringDriver(counts) }, running).serve(options);
    case 'select':
    case 'poll':
    case 'epoll':
      return new MultiplexingServer(model, running).serve(options);
  }
}

/** Reports at each turn of a loop. */
class ReportingStop extends StopSignal {
  readonly #report: () => void;

  constructor(report: () => void) {
    super();
    this.#report = report;
  }

  override takeTurn(): Promise<void> {
    this.#report();
    return super.takeTurn();
  }
}

function copyCounts(
  model: OwnModel,
  { messageBytes }: ServerConfig,
  tally: Tally,
  { counts }: CountSender,
): void {
  counts.accepts = tally.accepts;
  counts.eagains = tally.eagains;
  // Over the ring nobody calls recv or send, unless messages are large.
  if (model === 'async-uring' && messageBytes < DIRECT_BYTES) return;
  counts.recvs = tally.recvs;
  counts.sends = tally.sends;
  if (model !== 'async' && model !== 'async-uring') counts.waits = tally.selects;
}
