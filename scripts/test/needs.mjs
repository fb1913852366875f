// What a test needs of the machine, as options of vitest: where it is not there the test is skipped, and the end of
// `npm test` says why, and what to install (skipped.mjs).
import { missingPrograms } from './programs.mjs';

const asked = new Map();

const isMissing = (program) => {
  if (!asked.has(program)) asked.set(program, missingPrograms([program]).at(0));
  return asked.get(program);
};

/** Skips a test or a group where `condition` does not hold, for the reason `needed`: "needs root". */
export const needsThat = (condition, needed) => (condition ? {} : { skip: true, meta: { needed } });

/** Skips a test or a group where one of the programs is not installed. */
export const needs = (...programs) => {
  const missing = programs.map(isMissing).filter(Boolean);
  if (missing.length === 0) return {};
  const install = [...new Set(missing.map(({ from }) => from))];
  const names = missing.map(({ program }) => program).join(' and ');
  return { skip: true, meta: { needed: `needs ${names}`, install } };
};
