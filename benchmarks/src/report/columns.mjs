// The columns of result tables. Each takes the result, a case and a peer, and returns a text.
import { median, ratio, spread, valuesOf } from '../kit/statistics.mjs';
import {
  bytesText,
  microsecondsText,
  nanosecondsText,
  percentText,
  perSecondText,
  ratioText,
  shortRatio,
} from './figures.mjs';

const middle =
  (metric, text) =>
  ({ trials }, caseId, peer) =>
    text(median(valuesOf(trials, { caseId, peer, metric })));

const worst =
  (metric, text) =>
  ({ trials }, caseId, peer) =>
    text(Math.max(...valuesOf(trials, { caseId, peer, metric })));

const against =
  (metric, text) =>
  ({ trials, reference, metric: main }, caseId, peer) =>
    text(ratio(trials, { caseId, peer, reference, metric: metric ?? main }));

/** What a peer is compared with: its base; itself if it is the base of another; else the question's reference. */
const baseOf = ({ peers, reference }, peer) => {
  if (peers.some(({ base }) => base === peer)) return peer;
  return peers.find(({ id }) => id === peer)?.base ?? reference;
};

const againstBase = (result, caseId, peer) => {
  const { trials, metric } = result;
  const base = baseOf(result, peer);
  return shortRatio(ratio(trials, { caseId, peer, reference: base, metric }));
};

/** The quartiles of the peer's own figures. They show how far the figures differ without any change. */
const quartiles =
  (metric, text) =>
  ({ trials }, caseId, peer) => {
    const { low, high } = spread(valuesOf(trials, { caseId, peer, metric }));
    return `${text(low)}-${text(high)}`;
  };

const whole = (value) => (Number.isFinite(value) ? String(Math.round(value)) : '-');

const referenceLabel = ({ peers, reference }) =>
  peers.find(({ id }) => id === reference)?.label ?? reference;

const columns = {
  perSecond: { title: ({ unit }) => `${unit}/s`, text: middle('perSecond', perSecondText) },
  ratio: { title: (result) => `x ${referenceLabel(result)}`, text: against(null, ratioText) },
  ownRatio: { title: () => 'x own sequential', text: againstBase },
  cpu: { title: () => 'CPU us each', text: middle('cpuNsPerRequest', microsecondsText) },
  cpuRatio: { title: () => 'x its CPU', text: against('cpuNsPerRequest', shortRatio) },
  p50: { title: () => 'p50 us', text: middle('p50Ns', microsecondsText) },
  p99: { title: () => 'p99 us', text: middle('p99Ns', microsecondsText) },
  busy: { title: () => 'busy', text: middle('serverBusy', percentText) },
  loadBusy: { title: () => 'load busy', text: middle('loadBusy', percentText) },
  idleTicks: { title: () => 'idle ticks', text: worst('idleTicks', whole) },
  idleCpu: { title: () => 'idle CPU us', text: middle('idleCpuNs', microsecondsText) },
  rssPerConnection: { title: () => 'per connection', text: middle('rssPerConnection', bytesText) },
  rss: { title: () => 'RSS', text: middle('rss', bytesText) },
  workers: { title: () => 'workers', text: middle('workers', whole) },
  nsPerCall: { title: () => 'CPU ns each', text: middle('nsPerCall', nanosecondsText) },
  nsPerCallQuartiles: { title: () => 'quartiles', text: quartiles('nsPerCall', nanosecondsText) },
  nsPerEvent: { title: () => 'ns each', text: middle('nsPerEvent', nanosecondsText) },
};

/** The main ratio in the last run of another machine, for the cases and peers that it has measured. */
const elsewhere = (other) => ({
  title: () => `on ${other.machine.cpu}`,
  text: ({ reference, metric }, caseId, peer) =>
    ratioText(ratio(other.trials, { caseId, peer, reference, metric })),
});

const columnsWith = (names, others) =>
  names.flatMap((name) =>
    name === 'ratio' ? [columns[name], ...others.map(elsewhere)] : [columns[name]],
  );

/**
 * Returns `{ head, rows }` of one case, with a row for each peer that was measured. `others` are results of the same
 * question on other machines; each adds a column next to the ratio.
 */
export const caseRows = (result, caseId, others = []) => {
  const measured = result.peers.filter(({ id }) =>
    result.trials.some((trial) => trial.case === caseId && trial.peer === id),
  );
  const chosen = columnsWith(result.columns, others);
  return {
    head: ['', ...chosen.map(({ title }) => title(result))],
    rows: measured.map(({ id, label }) => [
      label,
      ...chosen.map(({ text }) => text(result, caseId, id)),
    ]),
  };
};
