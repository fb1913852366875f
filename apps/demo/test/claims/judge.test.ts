// Every verdict of every claim, from made-up figures: what counts is on which side of a threshold the quartiles are.
import { spread } from '@fdset/benchmarks/kit';
import { describe, expect, it } from 'vitest';
import { CLAIMS } from '../../src/claims/all-claims.js';
import type { Claim } from '../../src/claims/claim.js';
import type { ClaimId } from '../../src/claims/claim-ids.js';
import { VERDICTS } from '../../src/claims/verdict.js';
import type { Judgement, JudgedFigure, Verdict } from '../../src/claims/verdict.js';

/** A value that all rounds have, or the values of the rounds. */
type Made = number | readonly number[];
type Case = readonly [verdict: Verdict, figures: Readonly<Record<string, Made>>];

const MIB = 2 ** 20;
const NOT_MEASURED: readonly number[] = [];

const cases: Readonly<Record<ClaimId, readonly Case[]>> = {
  'both-phases-block': [
    ['holds', { waiting: 2.1, awake: 0.03, growth: 40 }],
    ['wrong', { waiting: 0.01, awake: 0.03, growth: 40 }],
    ['wrong', { waiting: 2.1, awake: 1, growth: 40 }],
    ['wrong', { waiting: 2.1, awake: 0.03, growth: 1 }],
    ['inconclusive', { waiting: 2.1, awake: [0.1, 0.5, 0.9], growth: 40 }],
  ],
  'one-blocks-all': [
    ['holds', { share: 1.02, control: 0.02 }],
    ['wrong', { share: 0.02, control: 0.02 }],
    ['inconclusive', { share: [0.1, 1, 1.1], control: 0.02 }],
  ],
  'threads-free-the-others': [
    ['holds', { threads: 0.2, processes: 0.3, slower: 30 }],
    ['wrong', { threads: 1, processes: 0.3, slower: 30 }],
    ['wrong', { threads: 0.2, processes: 0.3, slower: 1 }],
    ['inconclusive', { threads: 0.2, processes: [0.1, 0.5, 1], slower: 30 }],
  ],
  'pools-bound-the-damage': [
    ['holds', { bounded: 0, unbounded: 4, queued: 1.01 }],
    ['wrong', { bounded: 4, unbounded: 4, queued: 0.1 }],
    ['inconclusive', { bounded: 0, unbounded: 4, queued: [0.5, 1, 1] }],
  ],
  'no-size-fits': [
    ['holds', { waitRatio: 0.3, computeRatio: 1.8 }],
    ['holds when', { waitRatio: 0.3, computeRatio: 0.9 }],
    ['wrong', { waitRatio: 1.2, computeRatio: 1.8 }],
    ['inconclusive', { waitRatio: 0.3, computeRatio: [0.8, 1, 1.5] }],
  ],
  'nonblocking-is-concurrent': [
    ['holds', { polling: 0.02, blocking: 1, awake: 0.01 }],
    ['holds when', { polling: 0.02, blocking: 1, awake: 1 }],
    ['wrong', { polling: 1, blocking: 1, awake: 1 }],
    ['inconclusive', { polling: [0.1, 0.6, 0.9], blocking: 1, awake: 1 }],
  ],
  'nonblocking-stays-blocked': [
    ['holds', { polling: 0.01, blocking: 0.01 }],
    ['wrong', { polling: 0.99, blocking: 0.01 }],
    ['inconclusive', { polling: 0.5, blocking: 0.01 }],
    ['inconclusive', { polling: 0.99, blocking: 0.99 }],
  ],
  'polling-burns': [
    ['holds', { awake: 1, ratio: 60 }],
    ['wrong', { awake: 0.01, ratio: 1 }],
    ['inconclusive', { awake: 1, ratio: [1, 2, 60] }],
  ],
  'polling-delays': [
    ['holds', { alone: 0.5, among: 0.1 }],
    ['holds when', { alone: 1.3, among: 0.1 }],
    ['inconclusive', { alone: [0.8, 0.9, 1.1], among: 0.1 }],
    ['wrong', { alone: 1.3, among: 1.2 }],
    ['inconclusive', { alone: 1.3, among: [0.3, 0.6, 0.9] }],
  ],
  'setblocking-is-per-socket': [
    ['holds', { itself: 1, accepted: 0, other: 0, duplicate: 0, waited: 20 }],
    ['holds when', { itself: 1, accepted: 0, other: 0, duplicate: 1, waited: 20 }],
    ['wrong', { itself: 1, accepted: 1, other: 0, duplicate: 1, waited: 0 }],
    ['inconclusive', { itself: 1, accepted: 0, other: 0, duplicate: 1, waited: [0, 20, 20] }],
  ],
  'select-costs-two-calls': [
    ['holds', { one: 1, two: 2, time: 1.01, cpu: 1.2 }],
    ['wrong', { one: 1, two: 2, time: 0.5, cpu: 1.2 }],
    ['inconclusive', { one: 1, two: 2, time: 1.01, cpu: [0.9, 1, 1.2] }],
  ],
  'select-serves-many': [
    ['holds', { answered: 100, control: 1, threads: 0, silent: 0.02, blocked: 1 }],
    ['wrong', { answered: 1, control: 1, threads: 0, silent: 1, blocked: 1 }],
    ['wrong', { answered: 100, control: 1, threads: 99, silent: 0.02, blocked: 1 }],
    ['inconclusive', { answered: 100, control: 1, threads: 0, silent: [0.1, 0.6, 1], blocked: 1 }],
  ],
  'epoll-scales': [
    ['holds', { epoll: 1.1, select: 20, refused: 1 }],
    ['wrong', { epoll: 900, select: 20, refused: 1 }],
    ['wrong', { epoll: 1.1, select: 1.1, refused: 0 }],
    ['inconclusive', { epoll: [1, 2, 9], select: 20, refused: 1 }],
  ],
  'select-burns': [
    ['wrong', { awake: 0.01, ratio: 0.02 }],
    ['holds', { awake: 1, ratio: 1 }],
    ['inconclusive', { awake: 0.01, ratio: [0.1, 0.5, 0.9] }],
  ],
  'async-returns-at-once': [
    ['holds', { blocked: 0.01, ringBlocked: 0.005 }],
    ['holds', { blocked: 0.01, ringBlocked: NOT_MEASURED }],
    ['wrong', { blocked: 0.01, ringBlocked: 1 }],
    ['inconclusive', { blocked: [0.1, 0.2, 0.4], ringBlocked: 0.005 }],
  ],
  'async-copies-first': [
    ['holds', { atOnce: 1, deferred: 1, epoll: 1 }],
    ['holds when', { atOnce: 1, deferred: 0, epoll: 0 }],
    ['wrong', { atOnce: 0, deferred: 0, epoll: 0 }],
    ['inconclusive', { atOnce: [0, 1, 1], deferred: 0, epoll: 0 }],
    ['inconclusive', { atOnce: NOT_MEASURED, deferred: NOT_MEASURED, epoll: 0 }],
  ],
  'async-signals': [
    ['holds when', { ring: 0, epoll: 0, asked: 20, control: 20 }],
    ['holds when', { ring: NOT_MEASURED, epoll: 0, asked: 20, control: 20 }],
    ['wrong', { ring: 0, epoll: 0, asked: 0, control: 20 }],
    ['holds', { ring: 20, epoll: 0, asked: 20, control: 20 }],
    ['inconclusive', { ring: 0, epoll: 0, control: 3 }],
    ['inconclusive', { ring: [0, 0, 5], epoll: 0, asked: 20, control: 20 }],
    ['inconclusive', { ring: 0, epoll: 0, asked: NOT_MEASURED, control: 20 }],
  ],
  'sendall-repeats-send': [
    ['holds', { byHand: 60, first: 0.03, traced: 33 }],
    ['holds', { byHand: 60, first: 0.03, traced: NOT_MEASURED }],
    ['wrong', { byHand: 1, first: 1, traced: 1 }],
    ['inconclusive', { byHand: [1, 1, 5], first: 0.03, traced: 33 }],
  ],
  'thread-per-client': [
    ['holds', { anewAtOnce: 1, keptAtOnce: 1, anewInTurn: 1, keptInTurn: 1 }],
    ['holds when', { anewAtOnce: 1, keptAtOnce: 1, anewInTurn: 1, keptInTurn: 0.13 }],
    ['wrong', { anewAtOnce: 0, keptAtOnce: 0, anewInTurn: 0, keptInTurn: 0 }],
    ['inconclusive', { anewAtOnce: [0.25, 1, 1], keptAtOnce: 1, anewInTurn: 1, keptInTurn: 0.13 }],
  ],
  'socketserver-settles-it': [
    ['holds', { sequential: 0.02, pool: 0.02, threading: 0.1, bytes: 9 * MIB }],
    ['holds when', { sequential: 1, pool: 1, threading: 0.1, bytes: 9 * MIB }],
    ['wrong', { sequential: 1, pool: 1, threading: 1, bytes: 9 * MIB }],
    ['inconclusive', { sequential: 1, pool: [0.2, 1, 1], threading: 0.1, bytes: 9 * MIB }],
  ],
};

const ROUNDS = 3;

function judge(claim: Claim, figures: Readonly<Record<string, Made>>): Judgement {
  const made = Object.entries(claim.figures).map(
    ([name, { threshold }]): [string, JudgedFigure] => {
      const value = figures[name] ?? 1;
      const values =
        typeof value === 'number' ? Array.from({ length: ROUNDS }, () => value) : value;
      return [name, { ...spread(values), threshold }];
    },
  );
  return claim.judge(Object.fromEntries(made));
}

describe.each(CLAIMS.map((one) => [one.id, one] as const))('%s', (id, claim) => {
  it.each(cases[id])('%s: %o', (verdict, figures) => {
    const unknown = Object.keys(figures).filter((name) => !(name in claim.figures));
    expect(unknown).toEqual([]);
    const judged = judge(claim, figures);
    expect(judged.verdict).toBe(verdict);
    expect(judged.condition === null).toBe(verdict !== 'holds when');
    expect(judged.why).not.toBe('');
  });

  it('is inconclusive when nothing was measured, and from one round', () => {
    for (const values of [[], [1]]) {
      const figures = Object.fromEntries(Object.keys(claim.figures).map((name) => [name, values]));
      expect(judge(claim, figures).verdict).toBe('inconclusive');
    }
  });

  it('does not count what it has no threshold for', () => {
    const [, decisive] = cases[id][0]!;
    const idle = Object.entries(claim.figures).filter(
      ([name, { threshold }]) => threshold === undefined && !(name in decisive),
    );
    const changed = Object.fromEntries(idle.map(([name]) => [name, 1e6]));
    expect(judge(claim, { ...decisive, ...changed }).verdict).toBe(judge(claim, decisive).verdict);
  });
});

it('each verdict is there', () => {
  const seen = Object.values(cases).flatMap((its) => its.map(([verdict]) => verdict));
  expect(new Set(seen)).toEqual(new Set(VERDICTS));
});
