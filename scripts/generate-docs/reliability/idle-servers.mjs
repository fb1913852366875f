// The page of the check "idle-servers".
import { number } from './format.mjs';

/** The page's text, from the result of the check. */
export function idleServersBody({ idleMs }) {
  return `
A server of each strategy, but for one (sequential, threads, a pool of threads, a pool of processes), has served a few requests
and has nothing to do. For ${number(idleMs)} ms all threads of its process must sleep, and none may wake up: their context switches are
counted.

Left out here, and looked at for 2,000 ms by the tests of \`@fdset/socketserver\`: a forking server, whose waiting children end
after 10 s, and children, where V8 collects garbage once, 8 s after their start.
`;
}
