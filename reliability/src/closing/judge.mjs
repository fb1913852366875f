// Judges a round by the results of its clients and the counts of its server.

const SLOWEST_MS = 10_000;
const outcomes = new Set(['answered', 'ended']);

export const countOf = (clients, wanted) =>
  clients.filter(({ outcome }) => outcome === wanted).length;

const clientProblems = ({ clients }) =>
  clients.map(({ outcome }) => outcome).filter((outcome) => !outcomes.has(outcome));

/** Every request must have ended in exactly one way; without a deadline it must be finished and answered. */
function countProblems({ graceMs }, { stats, aborted, clients }) {
  const { accepted, active, finished, failed, disconnected, rejected } = stats;
  const answered = countOf(clients, 'answered');
  const problems = [];
  const ended = finished + failed + disconnected + rejected + stats.aborted;
  if (active !== 0 || ended !== accepted)
    problems.push(`the counts do not add up: ${JSON.stringify(stats)}`);
  if (failed + disconnected > 0) problems.push(`${failed + disconnected} requests failed`);
  if (answered < finished) problems.push(`${finished} finished, and ${answered} were answered`);
  if (graceMs === null && (aborted > 0 || finished !== accepted || answered !== finished))
    problems.push(`of ${accepted} requests ${answered} were answered, ${aborted} aborted`);
  return problems;
}

/** The faults of a round. */
export function problemsOf(plan, round) {
  const { errors, children, closedAfterMs } = round;
  const late = closedAfterMs > SLOWEST_MS ? [`closing took ${Math.round(closedAfterMs)} ms`] : [];
  const listed = children.length > 0 ? [`activeChildren: ${children.join(' ')}`] : [];
  return [...clientProblems(round), ...countProblems(plan, round), ...errors, ...listed, ...late];
}
