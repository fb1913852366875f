// The page of the check "prebuilds".
import { number, table } from './format.mjs';

const rowOf = ({ addon, runtime, what, passed, skipped, failures }) =>
  [addon, runtime, what].concat([passed, skipped, failures.length].map(number));

const limitsOf = (rows) =>
  rows.flatMap(({ addon, limits }) =>
    limits.map(([why, count]) => `- ${addon}: ${why} (${number(count)} tests)`),
  );

/** The page's text, from the result of the check. */
export function prebuildsBody({ rows }) {
  const limits = limitsOf(rows);
  const notes =
    limits.length === 0
      ? ''
      : `\nTests that cannot pass in an emulation, and are not counted as failures:\n\n${limits.join('\n')}\n`;
  return `
Each addon for Linux that is in the tarball of \`@fdset/posix\`, built on this machine and loaded by a program of its own processor and C
library. Programs for arm64 are emulated by qemu-user, and the programs that they start as well. There is no Node for musl to be had
from npm or Debian, so Bun loads those addons, by the same Node-API; what needs libuv is not tested there. The workflow
\`prebuilds.yml\` loads all four in Node on Alpine and on old and new glibc, on real processors, and builds and tests those for macOS.

${table(['addon', 'runs in', 'what runs', 'passed', 'skipped', 'failed'], rows.map(rowOf))}
${notes}`;
}
