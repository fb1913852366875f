// What a second worker of async handlers gives, beside the table of connections that stay.
import { shareOf, times } from './figures.mjs';

const QUESTION = 'persistent';
const BOTH_CORES = '200x64x1-both';

const second = (caseId) => times(QUESTION, caseId, ['fdset-shared-2', 'fdset-shared-1']);

const busy = (peer, metric) => shareOf(QUESTION, BOTH_CORES, peer, metric);

/** The section `workers` of the guide to the strategies. */
export const workersOfStaying =
  () => `A second worker is no gain here: ${second('200x64x1')} times the rate of one on the same core, and ${second(BOTH_CORES)} times where the server may
use both cores. It could not be one: the load generator runs on the same two, and beside one worker (${busy('fdset-shared-1', 'serverBusy')} of a core) takes
${busy('fdset-shared-1', 'loadBusy')} of the other. More workers pay where cores are free beside the first, and for handlers that compute: see the next table.`;
