// The whole tour: the servers of every model one after the other, with their pictures and explanations. run-tour.ts ends it.
import { showPhases } from '../phases/show-phases.js';
import { showSyscalls } from '../syscalls/show-syscalls.js';
import { Screen } from '../terminal/screen.js';
import { prose } from '../terminal/text.js';
import { UserError } from '../user-error.js';
import type { Children } from './children.js';
import { tourLoad } from './load-tour.js';
import { tourModels } from './models-tour.js';
import { runTour } from './run-tour.js';
import { tourSocketserver } from './socketserver-tour.js';
import { partNames } from './tour-options.js';
import type { PartName } from './tour-options.js';

export interface WalkthroughOptions {
  readonly clients: number;
  readonly exchanges: number;
  readonly thinkMs: number;
  /** Whether to run fewer classes of socketserver, fewer connections for each way out, and shorter loads; every strategy and transport is run. */
  readonly quick: boolean;
  /** One part of the tour; by default all parts. */
  readonly only?: PartName;
}

/** The parts of the tour, in its order. */
const parts: Readonly<Record<PartName, Part>> = {
  models: tourModels,
  load: tourLoad,
  socketserver: tourSocketserver,
  phases: (children, options, screen) => visitPhases(children, options, screen),
  syscalls: (children, options, screen) => visitSyscalls(children, options, screen),
};
type Part = (children: Children, options: WalkthroughOptions, screen: Screen) => Promise<void>;

/** This is enough for a median, and takes little time compared to the rest of the tour. */
const PHASE_MESSAGES = 50;
/** This is enough for calls that every request makes, to two digits. */
const TRACED_REQUESTS = 50;

/** Runs the tour and returns the exit code: 0, or 128 + the number of the signal that ended it. */
export function runWalkthrough(options: WalkthroughOptions): Promise<number> {
  const startedAt = performance.now();
  const screen = new Screen();
  return runTour('the walkthrough', async (children) => {
    await takeTour(children, options, screen);
    screen.print('', `Done in ${Math.round((performance.now() - startedAt) / 1000)} s.`);
  });
}

async function takeTour(
  children: Children,
  options: WalkthroughOptions,
  screen: Screen,
): Promise<void> {
  const { only } = options;
  for (const name of only === undefined ? partNames : [only])
    await parts[name](children, options, screen);
}

const visitPhases: Part = ({ ending }, _, screen) =>
  unlessMissing(screen, () => showPhases({ messages: PHASE_MESSAGES, signal: ending }, screen));

const visitSyscalls: Part = (children, _, screen) =>
  unlessMissing(screen, () => showSyscalls(children, { requests: TRACED_REQUESTS }, screen));

/** What a system lacks, such as time stamps or strace, is no failure of the tour. */
async function unlessMissing(screen: Screen, show: () => Promise<void>): Promise<void> {
  try {
    await show();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    screen.print(...prose(screen.terminal, `not shown: ${error.message}`, '  '));
  }
}
