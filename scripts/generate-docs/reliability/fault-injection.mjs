// The page of the check "fault-injection".
import { number, table } from './format.mjs';

const CALLS_A_LINE = 8;

/** The names of system calls, `CALLS_A_LINE` on each line. */
const listOf = (calls) => {
  const lines = [];
  for (let i = 0; i < calls.length; i += CALLS_A_LINE)
    lines.push(calls.slice(i, i + CALLS_A_LINE).map((call) => `\`${call}\``));
  return lines.map((line) => line.join(', ')).join(',\n');
};

/** A row for each outcome of each call of an operation. */
const rowsOf = ({ operation, calls }) =>
  Object.entries(calls).flatMap(([call, outcomes]) =>
    Object.entries(outcomes).map(([outcome, errors]) => [
      operation,
      `\`${call}\``,
      outcome,
      errors.join(' '),
    ]),
  );

const notTried = `Each fault has up to five attempts, since Node makes calls of its own now and then; what fails in all of them is a failure.
The resolver's faults may end in its result or in any documented error: they meet the C library's own calls. Not tried is
what the C library or libuv answers by ending the process (libuv cannot take back the entry with which it tries a
descriptor; a netlink socket that is not connected), what says that a number means another file by now (\`EPERM\`, \`ELOOP\`
and \`EBADF\` while an epoll set is replaced), and the first look of a wait at a pending signal, which would then come late.`;

/** The page's text, from the result of the check. */
export function faultInjectionBody({ faults, systemCalls, operations }) {
  return `
${number(faults)} faults in ${operations.length} operations over ${systemCalls.length} system calls. An operation is first
performed without a fault, to see which system calls it makes; then once for each of these calls and each error that its
manual page lists for a correct program. strace is attached to the one thread for just that long, and lets the call return
the error without having been made.

After each fault: the outcome is the documented error (class, \`code\`, \`syscall\`), or what the operation gives when
nothing fails; no descriptor is open that was not open before, and none is closed; what has not been received can still be
received, what was registered is still reported; a constructor that failed half-way has closed what it opened and removed
the file that it made; and the process ends by itself. Every function that the addon imports is in one of the operations,
or the check fails.

${notTried}

System calls:
${listOf(systemCalls)}.

## What becomes of which error

\`throws\` is that error itself, under its documented class. \`goes on\` is the result that the operation has when nothing
fails, or, from the calls that never wait, "not now". Anything else is named. \`close#2\` is the second \`close\` of the
operation.

${table(['operation', 'call', 'outcome', 'errors'], operations.flatMap(rowsOf))}
`;
}
