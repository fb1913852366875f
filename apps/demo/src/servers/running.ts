// Runs the loop of a server with its counters and signals, and prints the report at its end.
import { sayLast } from '../say.js';
import { StopSignal } from '../stop-signal.js';
import { documentService } from './service.js';
import type { Service } from './service.js';
import { reportText, Tally } from './tally.js';

/** The objects that every server gets in addition to its options. */
export interface Running {
  /** Wraps calls that may block. */
  readonly stop: StopSignal;
  readonly tally: Tally;
  readonly service: Service;
}

/** Runs a server until SIGINT or SIGTERM, then prints its report: a line of text, or of JSON. */
export async function runServer(
  serve: (running: Running) => Promise<void>,
  { json }: { json: boolean },
): Promise<void> {
  const running = { stop: new StopSignal(), tally: new Tally(), service: documentService };
  await running.stop.run(() => serve(running));
  const report = running.tally.report();
  sayLast(json ? JSON.stringify(report) : reportText(report));
}
