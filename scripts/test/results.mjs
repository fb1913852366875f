// Collects what vitest's JSON reporter wrote in each package and adds it up. A runner that crashed
// wrote nothing, or ended badly although every test passed (an unhandled error): both count as a
// failure, so that the sum can never look better than the run was.
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { readJson } from '../setup/workspace.mjs';
import { skippedIn } from './skipped.mjs';

/** Relative to a package. Each run has its own file, because two runs may overlap. */
export const resultsPath = (runId) => join('node_modules', '.cache', 'vitest', `${runId}.json`);

const readResult = ({ name, folder }, runId) => {
  const path = join(folder, resultsPath(runId));
  if (!existsSync(path))
    return { name, passed: 0, failed: 1, skipped: [], problem: 'left no result' };
  const result = readJson(path);
  rmSync(path);
  return { name, ...countTests(name, result) };
};

const countTests = (name, result) => {
  const failedFiles = result.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some(isFailed),
  );
  return {
    passed: result.numPassedTests,
    failed: result.numFailedTests + failedFiles.length,
    skipped: result.testResults.flatMap(({ assertionResults }) =>
      skippedIn(name, assertionResults),
    ),
    problem:
      failedFiles.length > 0 ? `${failedFiles.length} test files failed as a whole` : undefined,
  };
};

const isFailed = ({ status }) => status === 'failed';

export const collectResults = (packages, runId) => packages.map((one) => readResult(one, runId));

const sum = (results, key) => results.reduce((total, result) => total + result[key], 0);

/** `exitCode` is the runner's own verdict over all packages. */
export const addUp = (results, exitCode) => {
  const failed = sum(results, 'failed');
  const broken = results.filter(({ problem }) => problem !== undefined);
  const unexplained = exitCode !== 0 && failed === 0;
  if (unexplained) broken.push({ name: 'vitest', problem: `ended with exit code ${exitCode}` });
  return {
    passed: sum(results, 'passed'),
    failed: failed + (unexplained ? 1 : 0),
    skipped: results.flatMap(({ skipped }) => skipped),
    broken,
  };
};

export const closingLine = ({ passed, failed, skipped = [] }) =>
  `${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`;
