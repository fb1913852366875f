// What the boards of a run mean: rates, percentiles, and what the generator itself needed.
import type { LoadPlan } from '../load-plan.js';
import { ThreadBoard } from '../measure/thread-board.js';
import type { LogHistogram } from '../measure/log-histogram.js';
import type { LoadResult } from '../run/load-threads.js';
import { wrongAnswerOf } from './wrong-answer.js';
import type { WrongAnswer } from './wrong-answer.js';

/** Times of a histogram, in ms. */
export interface Times {
  readonly count: number;
  readonly minMs: number;
  readonly meanMs: number;
  readonly p50Ms: number;
  readonly p75Ms: number;
  readonly p90Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
  readonly maxMs: number;
}

/** What a thread of the generator needed. */
export interface ThreadCost {
  /** Its processor time in the measured time, as a share of one core. */
  readonly busy: number;
  /** How much of that went into waiting actively for the time of the next request. */
  readonly spinning: number;
}

/** The figures of one run. */
export interface Figures {
  readonly seconds: number;
  /** Requests a second: intended (null in a closed loop), sent, and answered rightly. */
  readonly intendedRate: number | null;
  readonly sentRate: number;
  readonly achievedRate: number;
  readonly sent: number;
  readonly answered: number;
  readonly unsent: number;
  readonly unanswered: number;
  readonly reopened: number;
  /** Connections on which nothing was ever answered. */
  readonly starved: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
  readonly latency: Times;
  /** Null in a closed loop, where it is the latency. */
  readonly service: Times | null;
  readonly connect: Times;
  /** Null in a closed loop, which has no times to be late for. */
  readonly lag: Times | null;
  readonly threads: readonly ThreadCost[];
  readonly errors: Readonly<Record<string, number>>;
  readonly errorCount: number;
  readonly wrongAnswer: WrongAnswer | null;
  readonly wasStopped: boolean;
  /** The histograms, for the drawing and for the buckets of the JSON. */
  readonly board: ThreadBoard;
}

export function figuresOf(plan: LoadPlan, result: LoadResult): Figures {
  const board = new ThreadBoard();
  for (const one of result.boards) board.add(one);
  const wallMs = Math.max(...result.boards.map((one) => one.get('wallMs')));
  const perSecond = (count: number): number => (wallMs === 0 ? 0 : (count * 1000) / wallMs);
  const isOpenLoop = plan.rate !== null;
  return {
    seconds: wallMs / 1000,
    intendedRate: plan.rate,
    sentRate: perSecond(board.get('sent')),
    achievedRate: perSecond(board.get('answered')),
    ...countsOf(board),
    latency: timesOf(board.latency),
    service: isOpenLoop ? timesOf(board.service) : null,
    connect: timesOf(board.connect),
    lag: isOpenLoop ? timesOf(board.lag) : null,
    threads: result.boards.map(costOf),
    errors: result.errors,
    errorCount: Object.values(result.errors).reduce((sum, count) => sum + count, 0),
    wrongAnswer: wrongAnswerOf(plan, result.firstWrong),
    wasStopped: result.wasStopped,
    board,
  };
}

const COUNTS = [
  'sent',
  'answered',
  'unsent',
  'unanswered',
  'reopened',
  'starved',
  'bytesSent',
  'bytesReceived',
] as const;

const countsOf = (board: ThreadBoard): Pick<Figures, (typeof COUNTS)[number]> =>
  Object.fromEntries(COUNTS.map((name) => [name, board.get(name)])) as Pick<
    Figures,
    (typeof COUNTS)[number]
  >;

export const timesOf = (histogram: LogHistogram): Times => ({
  count: histogram.count,
  minMs: histogram.minMs,
  meanMs: histogram.meanMs,
  p50Ms: histogram.percentileMs(0.5),
  p75Ms: histogram.percentileMs(0.75),
  p90Ms: histogram.percentileMs(0.9),
  p95Ms: histogram.percentileMs(0.95),
  p99Ms: histogram.percentileMs(0.99),
  p999Ms: histogram.percentileMs(0.999),
  maxMs: histogram.maxMs,
});

function costOf(board: ThreadBoard): ThreadCost {
  const wallMs = board.get('wallMs');
  if (wallMs === 0) return { busy: 0, spinning: 0 };
  const busy = board.get('cpuMs') / wallMs;
  return { busy, spinning: board.get('spunMs') / wallMs };
}
