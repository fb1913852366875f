// Turns the output of a load generator into the figures of a trial.

// /proc/stat counts in ticks of 10 ms, so it says nothing about less than ten of them.
const leastSeconds = 0.1;

/**
 * The time on both cores that went to processes outside the trial, as a share of one core. With `bothCores` the server's
 * cores are those of the load as well.
 */
export const foreignShare = ({ seconds, server, load }, { bothCores = false } = {}) => {
  if (seconds < leastSeconds) return 0;
  if (bothCores) return (server.coreNs - server.cpuNs - load.cpuNs) / 1e9 / seconds;
  const foreign = [server, load].map(({ coreNs, cpuNs }) => Math.max(0, coreNs - cpuNs));
  return (foreign[0] + foreign[1]) / 1e9 / seconds;
};

const busy = ({ seconds }, { cpuNs }) => cpuNs / 1e9 / seconds;

const idleFigures = ({ idle, rssBefore, rssIdle }, { connections }) =>
  idle === undefined || idle.seconds < 0.05
    ? {}
    : {
        idleTicks: idle.server.ticks,
        idleCpuNs: idle.server.cpuNs,
        rssPerConnection: (rssIdle - rssBefore) / connections,
        rss: rssIdle,
      };

/** The rates of fewer requests than this depend on chance. */
const fewest = 100;

/**
 * The rate in the second half of the measured time divided by that in the first. It is 1 for a server that has settled.
 * There is none for few requests, and none for bursts, because the load determines their rate.
 */
export const trendOf = ({ requests, firstHalf, measured }, { gapMs = 0 }) => {
  if (gapMs > 0 || requests < fewest) return {};
  const second = (requests - firstHalf.requests) / (measured.seconds - firstHalf.seconds);
  return { trend: second / (Math.max(1, firstHalf.requests) / firstHalf.seconds) };
};

/** Rates per second and costs per request. Times are in nanoseconds, shares of a core from 0 to 1. */
export const toFigures = (output, load) => {
  const { requests, p50Ns, p99Ns, p999Ns, measured, lost, rss } = output;
  return {
    perSecond: requests / measured.seconds,
    cpuNsPerRequest: measured.server.cpuNs / requests,
    serverBusy: busy(measured, measured.server),
    loadBusy: busy(measured, measured.load),
    foreign: foreignShare(measured, load),
    p50Ns,
    p99Ns,
    p999Ns,
    ...(lost > 0 ? { lost } : {}),
    ...(rss === undefined ? {} : { rss }),
    ...trendOf(output, load),
    ...idleFigures(output, load),
  };
};
