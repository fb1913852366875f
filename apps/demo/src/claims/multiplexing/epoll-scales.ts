// A claim of 4.6.2.3, select and epoll.
import { claim } from '../claim.js';
import { formatSpread } from '../format-figure.js';
import { idleDescriptors } from '../questions/idle-descriptors.js';
import { all, decide, holds, met, wrong } from '../verdict.js';

export const epollScales = claim({
  id: 'epoll-scales',
  section: '4.6.2.3',
  document: ['使用 select 模块 或者 eppol (只能用于 linux 中)', '最优的选择方案是用 selectors'],
  english:
    'Use select, or epoll (Linux only); best is selectors, which takes the best there is. (It does not say why: epoll does not mind how many are idle.)',
  how: 'One ready descriptor among 10 idle ones, and among 10,000 (as many as this process may have): the time of a wait that finds it. select has room for descriptors below 1024.',
  figures: {
    epollFew: {
      label: 'a wait among 10: epoll',
      unit: 'us',
      of: idleDescriptors,
      peer: 'epoll, few',
      metric: 'waitUs',
    },
    epollMany: {
      label: 'a wait among many: epoll',
      unit: 'us',
      of: idleDescriptors,
      peer: 'epoll, many',
      metric: 'waitUs',
    },
    pollFew: {
      label: 'a wait among 10: poll',
      unit: 'us',
      of: idleDescriptors,
      peer: 'poll, few',
      metric: 'waitUs',
    },
    pollMany: {
      label: 'a wait among many: poll',
      unit: 'us',
      of: idleDescriptors,
      peer: 'poll, many',
      metric: 'waitUs',
    },
    selectFew: {
      label: 'a wait among 10: select',
      unit: 'us',
      of: idleDescriptors,
      peer: 'select, few',
      metric: 'waitUs',
    },
    selectMost: {
      label: 'a wait among 900: select',
      unit: 'us',
      of: idleDescriptors,
      peer: 'select, 900',
      metric: 'waitUs',
    },
    epoll: {
      label: 'epoll: many, to 10',
      unit: 'times',
      of: idleDescriptors,
      peer: 'epoll, many',
      metric: 'waitUs',
      over: 'epoll, few',
      threshold: { atMost: 3 },
    },
    poll: {
      label: 'poll: many, to 10',
      unit: 'times',
      of: idleDescriptors,
      peer: 'poll, many',
      metric: 'waitUs',
      over: 'poll, few',
    },
    select: {
      label: 'select: 900, to 10',
      unit: 'times',
      of: idleDescriptors,
      peer: 'select, 900',
      metric: 'waitUs',
      over: 'select, few',
      threshold: { atLeast: 3 },
    },
    registered: {
      label: 'idle descriptors: epoll',
      unit: 'count',
      of: idleDescriptors,
      peer: 'epoll, many',
      metric: 'registered',
    },
    room: {
      label: 'idle descriptors until select refuses (RangeError)',
      unit: 'count',
      of: idleDescriptors,
      peer: 'select, many',
      metric: 'registered',
    },
    refused: {
      label: 'select refuses the next',
      unit: 'count',
      of: idleDescriptors,
      peer: 'select, many',
      metric: 'refused',
      isYesOrNo: true,
      threshold: { atLeast: 1 },
    },
  },
  judge: ({ epoll, select, refused, registered, room }) =>
    decide(all(met(epoll), met(select), met(refused)), {
      yes: holds(
        `A wait took epoll ${formatSpread(epoll, 'times')} as long among ${formatSpread(registered, 'count')}. select took ${formatSpread(select, 'times')} as long among 900, and had no room beyond ${formatSpread(room, 'count')}.`,
      ),
      no: wrong('select did as well as epoll.'),
    }),
});
