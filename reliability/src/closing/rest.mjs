// A closed server must leave nothing: no descriptor or thread of its process, no process, no path.
import { readdirSync, readlinkSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

import { withEnvironment, zombiesOf } from '../forks/processes.mjs';

const REST_WITHIN_MS = 5000;
const LOOK_EVERY_MS = 10;

const entries = (pid, folder) => readdirSync(`/proc/${pid}/${folder}`);

const linkOf = (pid, fd) => {
  try {
    return readlinkSync(`/proc/${pid}/fd/${fd}`);
  } catch {
    return 'closed meanwhile';
  }
};

/** The resources of the server's process. `mark` is in the environment of all processes of the server. */
export const heldBy = (pid, mark, folder) => ({
  descriptors: entries(pid, 'fd').length,
  threads: entries(pid, 'task').length,
  processes: withEnvironment(mark).length - 1,
  zombies: zombiesOf([pid]),
  paths: readdirSync(folder).length,
});

/** Resolves with null once the server holds no more than `before`, or with what is left after a while. */
export async function leftOf(pid, mark, folder, before) {
  const until = performance.now() + REST_WITHIN_MS;
  for (;;) {
    const now = heldBy(pid, mark, folder);
    const more = Object.keys(now).filter((what) => now[what] > before[what]);
    if (more.length === 0) return null;
    if (performance.now() > until) {
      const open = entries(pid, 'fd').map((fd) => `${fd} ${linkOf(pid, fd)}`);
      const counts = more.map((what) => `${now[what]} ${what} instead of ${before[what]}`);
      return `left ${counts.join(', ')}; open: ${open.join(', ')}`;
    }
    await delay(LOOK_EVERY_MS);
  }
}
