// Named checks in addition to the tests. Each prints one line, `ok` or `FAILED`, is counted, and is a row of the table at
// the end. A check that fails does not stop the others.
import { Interrupted } from '../../tooling/src/interrupt.mjs';
import { seconds } from '../../tooling/src/say.mjs';
import { CheckFailure, runCommand } from '../../tooling/src/run-command.mjs';

const shownLines = 40;

const indented = (text) =>
  text
    .trimEnd()
    .split('\n')
    .slice(-shownLines)
    .map((line) => `         ${line}\n`)
    .join('');

const print = (text) => process.stdout.write(text);

export class NamedChecks {
  passed = 0;
  failed = 0;
  /** The lines about skipped tests, which are shown again at the end. */
  skippedLines = [];
  /** What fails no check, but has to be done before a release. */
  notes = [];
  /** `{ name, result, ms }` of each check, for the table at the end. */
  rows = [];
  #interrupt;

  constructor(interrupt) {
    this.#interrupt = interrupt;
  }

  /** Runs a command for a check; see `runCommand`. */
  command(command, args, options) {
    return runCommand(command, args, { ...options, interrupt: this.#interrupt });
  }

  /** Counts the tests of another run, which is one row of the table. */
  add(name, { passed, failed, skippedLines, ms }) {
    this.passed += passed;
    this.failed += failed;
    this.skippedLines.push(...skippedLines);
    this.rows.push({
      name: `${name}: ${passed} passed, ${failed} failed`,
      result: failed === 0 ? 'ok' : 'FAILED',
      ms,
    });
  }

  note(text) {
    this.notes.push(text);
  }

  heading(text) {
    print(`\n== ${text}\n`);
  }

  /** Resolves with the result of `work`, or with `undefined` if it failed. */
  async run(name, work) {
    const startedAt = Date.now();
    try {
      const result = await work();
      const ms = Date.now() - startedAt;
      this.passed += 1;
      this.rows.push({ name, result: 'ok', ms });
      print(`  ok     ${name} (${seconds(ms)})\n`);
      return result;
    } catch (error) {
      this.#fail(name, Date.now() - startedAt, error);
      return undefined;
    }
  }

  /** Runs a section of checks. The section counts its own checks; a failure is counted here only if the section breaks off. */
  async section(name, work) {
    const startedAt = Date.now();
    try {
      await work();
    } catch (error) {
      this.#fail(`section ${name}`, Date.now() - startedAt, error);
    }
  }

  #fail(name, ms, error) {
    if (error instanceof Interrupted) throw error;
    this.failed += 1;
    this.rows.push({ name, result: 'FAILED', ms });
    print(`  FAILED ${name} (${seconds(ms)})\n`);
    print(indented(error instanceof CheckFailure ? error.message : error.stack));
    if (error.output) print(indented(error.output));
  }
}
