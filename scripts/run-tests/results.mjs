// Reads the results of vitest's JSON reporter and adds them up by package. A run may crash and write nothing, find no
// test of a package, or end badly although every test passed (an unhandled error). Each of these counts as a failure, so
// the sum never looks better than the run was.
import { existsSync, rmSync } from 'node:fs';
import { join, sep } from 'node:path';

import { readJson, root } from '../../tooling/src/workspace.mjs';
import { skippedIn } from '../test/skipped.mjs';

/** Each run has its own file, because two runs may overlap. */
export const resultsPath = (runId) =>
  join(root, 'node_modules', '.cache', 'vitest', `${runId}.json`);

const readFiles = (path) => {
  if (!existsSync(path)) return [];
  const { testResults } = readJson(path);
  rmSync(path);
  return testResults;
};

const isFailed = ({ status }) => status === 'failed';
const isPassed = ({ status }) => status === 'passed';

const problemOf = (files, failedFiles) => {
  if (files.length === 0) return 'left no result';
  return failedFiles.length > 0 ? `${failedFiles.length} test files failed as a whole` : undefined;
};

const countTests = (packageName, files) => {
  const tests = files.flatMap(({ assertionResults }) => assertionResults);
  const failedFiles = files.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some(isFailed),
  );
  const problem = problemOf(files, failedFiles);
  return {
    name: packageName,
    passed: tests.filter(isPassed).length,
    failed: tests.filter(isFailed).length + failedFiles.length + (files.length === 0 ? 1 : 0),
    skipped: files.flatMap(({ assertionResults }) => skippedIn(packageName, assertionResults)),
    problem,
  };
};

export const collectResults = (packages, runId) => {
  const files = readFiles(resultsPath(runId));
  return packages.map(({ name, folder }) =>
    countTests(
      name,
      files.filter((file) => file.name.startsWith(join(folder, sep))),
    ),
  );
};

const sum = (results, key) => results.reduce((total, result) => total + result[key], 0);

/** Adds the results up. `exitCode` is the runner's own verdict on all packages. */
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
