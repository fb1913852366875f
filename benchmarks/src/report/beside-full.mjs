// Compares the ratios of a short run with those of the committed full run on the same processor.
import { isApart, ratio } from '../kit/statistics.mjs';
import { ratioText, shortRatio } from './figures.mjs';

const measured = ({ trials, reference, metric }, caseId, peer) =>
  ratio(trials, { caseId, peer, reference, metric });

/** Every ratio that both runs have: `{ case, peer, short, full, apart }`; `apart` means by more than 15 %. */
export const besideFull = (result, full) =>
  result.cases.flatMap((one) =>
    result.peers
      .filter(({ id }) => id !== result.reference)
      .map((peer) => {
        const [short, long] = [result, full].map((run) => measured(run, one.id, peer.id));
        return { case: one, peer, short, full: long, apart: isApart(short.median, long.median) };
      })
      .filter(({ short, full: long }) => short.count > 0 && long.count > 0),
  );

const rowText = ({ case: one, peer, short, full }) =>
  `  ${one.label}, ${peer.label}: ${shortRatio(short)}, in the full run ${ratioText(full)}`;

const originOf = ({ date, commit, versions: { node } }, { versions }) =>
  `${date.slice(0, 10)}, commit ${commit}, Node ${node}` +
  (node === versions.node ? '' : `, not ${versions.node}`);

/** Lines for the terminal: how many ratios are within 15 % of those of the full run, and which are not. */
export const besideFullLines = (result, full) => {
  if (full === undefined)
    return [`No full run on ${result.machine.cpu} is committed: there is nothing to compare with.`];
  const rows = besideFull(result, full);
  const apart = rows.filter((row) => row.apart);
  const origin = originOf(full, result);
  if (rows.length === 0) return [`No ratio is in the full run on this processor (${origin}) too.`];
  const within = `${rows.length - apart.length} of ${rows.length} ratios`;
  return [
    `Within 15 % of the full run on this processor (${origin}): ${within}.`,
    ...apart.map(rowText),
  ];
};
