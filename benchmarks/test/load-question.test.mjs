import { describe, expect, it } from 'vitest';

import { runLoadQuestion } from '../src/harness/load-question.mjs';
import { signal } from './support/trials.mjs';

const peers = ['a', 'b'].map((id) => ({ id, label: id, command: () => [id] }));

/** A question whose trials return the times that they were given. */
const question = {
  unit: 'requests',
  reference: 'a',
  peers,
  targets: [],
  cases: [
    { id: 'settled', rounds: 1 },
    { id: 'fresh', rounds: 1, times: { warmupMs: 0, measureMs: 2000 } },
  ],
  parseCase: () => null,
  caseLabel: ({ id, times }) => (times === undefined ? id : `${id}, ${times.measureMs} ms`),
  times: { warmupMs: 300, measureMs: 400, idleMs: 50 },
  trial: async ({ times }) => times,
};

const ask = (choices) =>
  runLoadQuestion(
    { signal, peerIds: ['b'], caseIds: null, rounds: null, times: {}, seed: 1, ...choices },
    question,
  );

const timesOf = ({ trials }, caseId) => {
  const { warmupMs, measureMs, idleMs } = trials.find((trial) => trial.case === caseId);
  return { warmupMs, measureMs, idleMs };
};

describe('the times of a case', () => {
  it('are those of the question where it has none, and its own where it has', async () => {
    for (const quick of [false, true]) {
      const result = await ask({ quick });
      expect(timesOf(result, 'settled')).toEqual({ warmupMs: 300, measureMs: 400, idleMs: 50 });
      expect(timesOf(result, 'fresh')).toEqual({ warmupMs: 0, measureMs: 2000, idleMs: 50 });
      expect(result.settings).toMatchObject(question.times);
      expect(result.cases[1].times).toEqual({ warmupMs: 0, measureMs: 2000 });
    }
  });

  it('are kept by a case that is named, and give way to what the command line says', async () => {
    const result = await ask({ caseIds: ['fresh'], times: { measureMs: 60 } });
    expect(timesOf(result, 'fresh')).toMatchObject({ warmupMs: 0, measureMs: 60 });
    expect(result.cases[0].label).toBe('fresh, 60 ms');
  });
});
