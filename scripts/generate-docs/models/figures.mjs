// Single figures of the newest results, as texts for sentences.
import { percentText, ratioText } from '../../../benchmarks/src/report/figures.mjs';
import { newest, ratio, spread, valuesOf } from './benchmarks.mjs';

/** Two or three digits of a figure: 0.12, 1.6, 43, 33,900. */
const digits = (value) => {
  if (!Number.isFinite(value)) throw new Error('a sentence needs a figure that was not measured');
  if (value >= 100) return Number(value.toPrecision(3)).toLocaleString('en');
  if (value >= 10) return value.toFixed(0);
  return value >= 0.995 ? value.toFixed(1) : String(Number(value.toPrecision(2)));
};

/** The median of a metric, as measured. */
export const medianOf = (question, caseId, peer, metric) =>
  spread(valuesOf(newest(question).trials, { caseId, peer, metric })).median;

/** `1.70 (1.62-1.91)`: the median of the same rounds' ratios, and their quartiles, as in the tables. */
export const times = (question, caseId, [peer, reference], metric = 'perSecond') => {
  const one = ratio(newest(question).trials, { caseId, peer, reference, metric });
  if (one.median < 10) return ratioText(one);
  return `${digits(one.median)} (${digits(one.low)}-${digits(one.high)})`;
};

/** `126 us`, `2.6 ms`: of a metric in nanoseconds. */
export const duration = (ns) => {
  if (ns < 1e3) return `${digits(ns)} ns`;
  return ns < 1e6 ? `${digits(ns / 1e3)} us` : `${digits(ns / 1e6)} ms`;
};

export const durationOf = (question, caseId, peer, metric) =>
  duration(medianOf(question, caseId, peer, metric));

/** `43 %`: of a share. */
export const shareOf = (question, caseId, peer, metric) =>
  percentText(medianOf(question, caseId, peer, metric));

/** The largest of all rounds. */
export const mostOf = (question, caseId, peer, metric) =>
  spread(valuesOf(newest(question).trials, { caseId, peer, metric })).highest;
