// Single figures of the newest results, as texts for sentences.
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

/** `1.7`: the median of the same rounds' ratios. */
export const times = (question, caseId, [peer, reference], metric = 'perSecond') =>
  digits(ratio(newest(question).trials, { caseId, peer, reference, metric }).median);

/** `126 us`, `2.6 ms`: of a metric in nanoseconds. */
export const duration = (ns) => {
  if (ns < 1e3) return `${digits(ns)} ns`;
  return ns < 1e6 ? `${digits(ns / 1e3)} us` : `${digits(ns / 1e6)} ms`;
};

export const durationOf = (question, caseId, peer, metric) =>
  duration(medianOf(question, caseId, peer, metric));

/** `12,300`: of a rate. */
export const rateOf = (question, caseId, peer) =>
  digits(medianOf(question, caseId, peer, 'perSecond'));

/** The largest of all rounds. */
export const mostOf = (question, caseId, peer, metric) =>
  spread(valuesOf(newest(question).trials, { caseId, peer, metric })).highest;
