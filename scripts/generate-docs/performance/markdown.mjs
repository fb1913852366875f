// The tables and the descriptions of runs on the page of performance.

export const markdownTable = ({ head, rows }) => {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, index) => (index === 0 ? '---' : '---:'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
};

/** The table with fdset's own peers in bold. */
export const emphasised = ({ head, rows }, peers) => {
  const ours = new Set(peers.filter((peer) => peer.ours).map(({ label }) => label));
  const mark = (cell) => (ours.has(cell) ? `**${cell}**` : cell);
  return { head, rows: rows.map(([first, ...rest]) => [mark(first), ...rest]) };
};

export const measuredOn = ({ command, date, commit, machine, versions }) =>
  `\`${command}\`, ${date.slice(0, 10)}, commit ${commit}: ${machine.cpu}, ${machine.cores} cores, ${machine.kernel}, ` +
  `Node ${versions.node}, Bun ${versions.bun ?? '-'}, Python ${versions.python ?? '-'}, ${versions.cc}.`;
