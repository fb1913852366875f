// The report of `claims --json`. Its form is stable: `format` counts the changes of it.
import { describeMachine } from '@fdset/benchmarks/kit';
import type { Threshold } from '@fdset/benchmarks/kit';
import type { Unit } from './claim.js';
import type { JudgedClaim } from './measure-claims.js';
import type { Verdict } from './verdict.js';

export interface ClaimsReport {
  readonly format: 1;
  /** When the run began, as ISO 8601. */
  readonly date: string;
  readonly durationMs: number;
  /** Of the shuffled order. */
  readonly seed: number;
  /** The share of the processors that others used meanwhile, 0 to 1. */
  readonly foreign: number;
  readonly machine: {
    readonly cpu: string;
    readonly cores: number;
    readonly kernel: string;
    readonly node: string;
  };
  readonly claims: readonly ReportedClaim[];
}

export interface ReportedClaim {
  readonly id: string;
  readonly section: string;
  readonly document: readonly string[];
  readonly english: string;
  readonly how: string;
  readonly verdict: Verdict;
  readonly condition: string | null;
  readonly why: string;
  readonly rounds: number;
  readonly figures: readonly ReportedFigure[];
  readonly notes: readonly string[];
}

/** Times are in the unit, shares from 0 to 1; null without a value. */
export interface ReportedFigure {
  readonly name: string;
  readonly label: string;
  readonly unit: Unit;
  readonly median: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly values: readonly number[];
  readonly threshold: Threshold | null;
}

export interface RunFacts {
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly seed: number;
  readonly foreign: number;
}

export function claimsReport(judged: readonly JudgedClaim[], run: RunFacts): ClaimsReport {
  return {
    format: 1,
    date: run.startedAt.toISOString(),
    durationMs: Math.round(run.durationMs),
    seed: run.seed,
    foreign: run.foreign,
    machine: { ...describeMachine(), node: process.versions.node },
    claims: judged.map(reportedClaim),
  };
}

function reportedClaim({ claim, figures, ...judged }: JudgedClaim): ReportedClaim {
  const { id, section, document, english, how } = claim;
  const { verdict, condition, why, rounds, notes } = judged;
  const reported = figures.map(reportedFigure);
  const words = { id, section, document, english, how };
  return { ...words, verdict, condition, why, rounds, figures: reported, notes };
}

function reportedFigure({
  name,
  label,
  unit,
  values,
  spread,
  threshold,
}: JudgedClaim['figures'][number]): ReportedFigure {
  const { median, low, high } = spread;
  const [middle, from, to] = [median, low, high].map((value) =>
    Number.isFinite(value) ? value : null,
  ) as [number | null, number | null, number | null];
  return {
    name,
    label,
    unit,
    median: middle,
    low: from,
    high: to,
    values,
    threshold: threshold ?? null,
  };
}
