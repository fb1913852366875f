// A claim of 4.6.2.1, blocking I/O and the ways out.
import { claim } from '../claim.js';
import { formatSpread } from '../format-figure.js';
import { poolSizes } from '../questions/pool-sizes.js';
import { all, decide, holds, holdsWhen, met, wrong } from '../verdict.js';

export const noSizeFits = claim({
  id: 'no-size-fits',
  section: '4.6.2.1',
  document: ['池得数量不好规范,请求数量和池大小不好对应,且池存在数量上限'],
  english:
    'The right size of a pool is hard to say: it does not correspond to the number of requests, and it has a limit.',
  how: 'Eight requests at once, for handlers that wait 50 ms and for handlers that compute 20 ms, on pools of 2 and of 8 threads; the server has two cores. The mean time of an answer in a burst, and that of the last.',
  figures: {
    waitSmall: {
      label: 'handlers that wait, 2 threads',
      unit: 'ms',
      of: poolSizes,
      peer: 'waiting, 2',
      metric: 'meanMs',
    },
    waitLarge: {
      label: 'handlers that wait, 8 threads',
      unit: 'ms',
      of: poolSizes,
      peer: 'waiting, 8',
      metric: 'meanMs',
    },
    computeSmall: {
      label: 'handlers that compute, 2 threads',
      unit: 'ms',
      of: poolSizes,
      peer: 'computing, 2',
      metric: 'meanMs',
    },
    computeLarge: {
      label: 'handlers that compute, 8 threads',
      unit: 'ms',
      of: poolSizes,
      peer: 'computing, 8',
      metric: 'meanMs',
    },
    computeSmallAll: {
      label: 'the last of 8 that compute, 2 threads',
      unit: 'ms',
      of: poolSizes,
      peer: 'computing, 2',
      metric: 'allMs',
    },
    computeLargeAll: {
      label: 'the last of 8 that compute, 8 threads',
      unit: 'ms',
      of: poolSizes,
      peer: 'computing, 8',
      metric: 'allMs',
    },
    waitRatio: {
      label: 'waiting: 8 threads, to 2',
      unit: 'times',
      of: poolSizes,
      peer: 'waiting, 8',
      metric: 'meanMs',
      over: 'waiting, 2',
      threshold: { atMost: 0.8 },
    },
    computeRatio: {
      label: 'computing: 8 threads, to 2',
      unit: 'times',
      of: poolSizes,
      peer: 'computing, 8',
      metric: 'meanMs',
      over: 'computing, 2',
      threshold: { atLeast: 1.1 },
    },
  },
  judge: ({ waitRatio, computeRatio, computeSmallAll, computeLargeAll }) => {
    const larger = met(waitRatio);
    return decide(all(larger, met(computeRatio)), {
      yes: holds(
        `The larger pool was the better one for handlers that wait. For those that compute it was the worse one by the mean of a burst, because all of them share the cores and end late together; its throughput is another matter: the last of eight had its answer after ${formatSpread(computeSmallAll, 'ms')} with two threads and ${formatSpread(computeLargeAll, 'ms')} with eight.`,
      ),
      no:
        larger === 'yes'
          ? holdsWhen(
              'handlers wait',
              'For handlers that compute the size made no difference that counts: the larger pool was good for both.',
            )
          : wrong('The same size was the better one for both loads.'),
    });
  },
});
