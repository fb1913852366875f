// Answers a number with the sum of the garbage that was made for it, and with the number of V8's collections.
import { GCProfiler } from 'node:v8';
import { BaseRequestHandler } from '@fdset/socketserver';

import { SCAVENGING_EVERY, makeGarbage } from './garbage.mjs';

const LONGEST_REQUEST = 32;

const countCollections = (call) => {
  const profiler = new GCProfiler();
  profiler.start();
  const sum = call();
  const types = profiler.stop().statistics.map(({ gcType }) => gcType);
  const countOf = (type) => types.filter((one) => one === type).length;
  return { sum, scavenges: countOf('Scavenge'), markCompacts: countOf('MarkSweepCompact') };
};

const answerTo = (number) =>
  number % SCAVENGING_EVERY === 0
    ? countCollections(() => makeGarbage(number))
    : { sum: makeGarbage(number), scavenges: 0, markCompacts: 0 };

export class GarbageHandler extends BaseRequestHandler {
  handle() {
    const number = Number(this.request.recv(LONGEST_REQUEST).toString());
    this.request.sendall(JSON.stringify(answerTo(number)));
  }
}
