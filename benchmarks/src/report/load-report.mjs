// The terminal's report of a question in which servers are loaded: a table per case, then the targets.
import { median, ratio, valuesOf } from '../harness/statistics.mjs';
import { microsecondsText, percentText, perSecondText, ratioText, shortRatio } from './figures.mjs';
import { boundText, judge, verdictText } from './targets.mjs';
import { terminalTable } from './terminal-table.mjs';

const columns = (reference, unit) => [
  '',
  `${unit}/s`,
  `x ${reference}`,
  'CPU us',
  'x its CPU',
  'p50 us',
  'p99 us',
  'busy',
  'load busy',
];

const row = ({ trials, reference }, caseId, peer) => {
  const middle = (metric) => median(valuesOf(trials, { caseId, peer: peer.id, metric }));
  const against = (metric) => ratio(trials, { caseId, peer: peer.id, reference, metric });
  return [
    peer.label,
    perSecondText(middle('perSecond')),
    ratioText(against('perSecond')),
    microsecondsText(middle('cpuNsPerRequest')),
    shortRatio(against('cpuNsPerRequest')),
    microsecondsText(middle('p50Ns')),
    microsecondsText(middle('p99Ns')),
    percentText(middle('serverBusy')),
    percentText(middle('loadBusy')),
  ];
};

const caseTable = (result, one) => {
  const measured = result.peers.filter(({ id }) =>
    result.trials.some((trial) => trial.case === one.id && trial.peer === id),
  );
  const { label } = result.peers.find(({ id }) => id === result.reference) ?? { label: '-' };
  const rows = measured.map((peer) => row(result, one.id, peer));
  return `\n${one.label}\n${terminalTable(columns(label, result.unit), rows)}`;
};

const targetTable = ({ trials, peers, cases, targets }) => {
  const name = (list, id) => list.find((one) => one.id === id)?.label ?? id;
  const rows = judge(trials, targets)
    .filter(({ met }) => met !== null)
    .map((one) => [
      name(peers, one.peer),
      name(cases, one.caseId),
      name(peers, one.reference),
      boundText(one),
      ratioText(one.figure),
      verdictText(one),
    ]);
  if (rows.length === 0) return '';
  return `\nTargets\n${terminalTable(['', 'case', 'against', 'bound', 'measured', ''], rows)}`;
};

export const loadReport = (result) =>
  [
    ...result.cases.map((one) => caseTable(result, one)),
    targetTable(result),
    ...result.skipped.map(({ id, reason }) => `left out: ${id} (${reason})`),
    'Ratios are medians of same-round ratios, with quartiles.',
  ].join('\n');
