// What the pages of docs/models/ and docs/guides/ take from the benchmarks, whose files only this one names.
import { ratio, spread, valuesOf } from '../../../benchmarks/src/kit/statistics.mjs';
import { caseRows } from '../../../benchmarks/src/report/columns.mjs';
import { readResults } from '../../../benchmarks/src/report/result-files.mjs';

export { caseRows, ratio, spread, valuesOf };

const results = readResults();

/** The newest result of a question. */
export const newest = (question) => {
  const [first] = results[question] ?? [];
  if (first === undefined) throw new Error(`no result of ${question} is committed`);
  return first;
};
