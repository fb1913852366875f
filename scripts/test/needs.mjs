// Options of vitest for tests that need something of the machine. If it is missing, the test is skipped, and `npm test`
// says at its end why, and what to install (skipped.mjs).
import { missingPrograms } from './programs.mjs';

const asked = new Map();

const isMissing = (program) => {
  if (!asked.has(program)) asked.set(program, missingPrograms([program]).at(0));
  return asked.get(program);
};

/** Skips a test or a group if `condition` is false. `needed` is the reason, such as "needs root". */
export const needsThat = (condition, needed) => (condition ? {} : { skip: true, meta: { needed } });

/** Skips a test or a group if one of the programs is not installed. */
export const needs = (...programs) => {
  const missing = programs.map(isMissing).filter(Boolean);
  if (missing.length === 0) return {};
  const install = [...new Set(missing.map(({ from }) => from))];
  const names = missing.map(({ program }) => program).join(' and ');
  return { skip: true, meta: { needed: `needs ${names}`, install } };
};
