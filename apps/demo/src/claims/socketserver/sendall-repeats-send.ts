// A claim of 4.6.3, socketserver.
import { claim } from '../claim.js';
import { formatSpread } from '../format-figure.js';
import { sendsByHand } from '../questions/sends-by-hand.js';
import { tracedCalls } from '../questions/traced-calls.js';
import { all, decide, holds, met, wrong } from '../verdict.js';

export const sendallRepeatsSend = claim({
  id: 'sendall-repeats-send',
  section: '4.6.3',
  document: ['sendall是重复调用send.'],
  english: 'sendall calls send again and again.',
  how: '256 KiB to a slow reader, with a small send buffer (SO_SNDBUF): how much the first send takes, and how many sends it needs by hand. strace counts the sends of one sendall: fewer, for it waits until the kernel calls the socket writable, which is when most of the buffer is free, where the sends by hand try after every KiB that is read.',
  figures: {
    first: {
      label: 'of 256 KiB the first send takes',
      unit: 'share',
      of: sendsByHand,
      peer: 'large',
      metric: 'firstShare',
      threshold: { atMost: 0.99 },
    },
    byHand: {
      label: 'sends by hand: 256 KiB',
      unit: 'count',
      of: sendsByHand,
      peer: 'large',
      metric: 'sends',
      threshold: { atLeast: 2 },
    },
    smallByHand: {
      label: 'sends by hand: 64 B',
      unit: 'count',
      of: sendsByHand,
      peer: 'small',
      metric: 'sends',
    },
    traced: {
      label: 'sends in one sendall by strace: 256 KiB',
      unit: 'count',
      of: tracedCalls,
      peer: 'sendall, large',
      metric: 'sends',
      threshold: { atLeast: 2 },
    },
    smallTraced: {
      label: 'sends in one sendall by strace: 64 B',
      unit: 'count',
      of: tracedCalls,
      peer: 'sendall, small',
      metric: 'sends',
    },
  },
  judge: ({ byHand, first, traced }) => {
    const needed = all(met(byHand), met(first));
    const counted = traced.count === 0 ? [] : [met(traced)];
    return decide(all(needed, ...counted), {
      yes: holds(
        traced.count === 0
          ? `The first send took ${formatSpread(first, 'share')}, and sendall returned with all of it sent; strace was not there to count its sends.`
          : `Until all was sent one sendall called send ${formatSpread(traced, 'count')} times. What the kernel takes at once needs one.`,
      ),
      no: wrong('One send took everything.'),
    });
  },
});
