// The page of the check "sanitizers".
import { number, table } from './format.mjs';

const leaks = ({ failures }) =>
  failures.length === 0 ? 'all of them had been freed' : '**not** all of them had been freed';

const asyncAllocations = ({ asyncOperations = 0 }) =>
  asyncOperations === 0
    ? ''
    : `, and AsyncSockets over io_uring, ${number(asyncOperations)} operations`;

const overDrivers = (drivers) =>
  drivers.length === 0
    ? ''
    : `
The check "a million operations of each driver" runs over it, too: ${drivers
        .map(
          ({ driver, operations, reports }) =>
            `${driver} ${number(operations)} operations, ${reports} reports`,
        )
        .join('; ')}.
`;

export function sanitizersBody({ flags, suites, drivers = [], allocations }) {
  const rows = suites.map((suite) => [
    `\`@fdset/${suite.package}\``,
    ...[suite.passed, suite.failed, suite.skipped, suite.reports].map(String),
  ]);
  return `
The addon is built with \`${flags}\` into a folder of its own, and the whole test suites of the packages run over it, with
their workers and child processes.

${table(['suite', 'passed', 'failed', 'skipped', 'reports'], rows)}
${overDrivers(drivers)}
Leaks are counted exactly, in another build that wraps the allocator: random arguments at every function of
\`@fdset/posix\`, the check "a million operations" with its ending workers, ${number(allocations.chaosOperations)}
operations of it${asyncAllocations(allocations)}, ${allocations.seeds} seeds each. The addon made ${number(allocations.made)} allocations of its own, and when
each process had ended ${leaks(allocations)}.
`;
}
