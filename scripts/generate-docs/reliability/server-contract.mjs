// The page of the check "server-contract".
import { number, table } from './format.mjs';

const row = ({ name, passed }) => [name, number(passed)];

/** The page's text, from the result of the check. */
export function serverContractBody({ classes }) {
  const passed = classes.reduce((sum, one) => sum + one.passed, 0);
  return `
Every class of servers does the same for its clients and handlers, wherever the handlers run: ${number(passed)} tests on ${classes.length} classes. The
tests of every \`npm test\` have all of them for each strategy with TCP and for each transport without a strategy, and for the other
classes those that show what their transport and their strategy have to do with each other.

${table(['class', 'tests passed'], classes.map(row))}
`;
}
