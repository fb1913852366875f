// What every server gets beside its options, and the frame around its loop: counts, signals, the report at its end.
import { say } from '../say.js';
import { StopSignal } from '../stop-signal.js';
import { reportText, Tally } from './tally.js';

/** A running server's surroundings. */
export interface Running {
  /** Wraps calls that may block. */
  readonly stop: StopSignal;
  readonly tally: Tally;
}

/** Runs a server until SIGINT or SIGTERM, then prints its report: a line of text, or of JSON. */
export async function runServer(
  serve: (running: Running) => Promise<void>,
  { json }: { json: boolean },
): Promise<void> {
  const running = { stop: new StopSignal(), tally: new Tally() };
  await running.stop.run(() => serve(running));
  const report = running.tally.report();
  say(json ? JSON.stringify(report) : reportText(report));
}
