// Processes, as /proc shows them.
import { readFileSync, readdirSync } from 'node:fs';

const read = (pid, file) => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return ''; // The process is gone.
  }
};

const processIds = () =>
  readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0);

const statOf = (pid) => {
  const [state, parent] = read(pid, 'stat').split(') ').at(-1).split(' ');
  return { pid, state, parent: Number(parent) };
};

const childrenOf = (parent) =>
  processIds()
    .map(statOf)
    .filter((stat) => stat.parent === parent);

const isForkServer = ({ pid }) => read(pid, 'cmdline').includes('fork-main');

/** The fork server of a server; undefined while there is none. */
export const forkServerOf = (server) => childrenOf(server).find(isForkServer)?.pid;

/** How many children of these processes have ended and were not reaped. */
export const zombiesOf = (parents) =>
  parents.flatMap(childrenOf).filter(({ state }) => state === 'Z').length;

/** All processes that have this text in their environment. */
export const withEnvironment = (text) =>
  processIds().filter((pid) => read(pid, 'environ').split('\0').includes(text));

/** The resources of one process. */
export const holdings = (pid) => {
  const memory = read(pid, 'smaps_rollup');
  const kib = (name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(memory)?.[1]);
  return {
    rssKib: kib('Rss'),
    pssKib: kib('Pss'),
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
  };
};
