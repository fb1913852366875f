// Everything that was tried, and what came of it.
import { CheckFailure } from '@fdset/tooling/run-command';

const describe = (at) =>
  [at.package, at.manager, `Node ${at.node}`, at.flavour].filter(Boolean).join(', ');

const reason = (error) =>
  error instanceof CheckFailure
    ? `${error.message}\n${error.output.split('\n').slice(-15).join('\n')}`.trimEnd()
    : error.stack;

export class Matrix {
  /** `{ package, manager, flavour, node, passed }` of each try. */
  tries = [];
  failures = [];
  #log;

  constructor(log) {
    this.#log = log;
  }

  /** Notes whether `work` succeeds. Resolves with that. */
  async try(at, work) {
    try {
      await work();
      this.tries.push({ ...at, passed: true });
      return true;
    } catch (error) {
      this.tries.push({ ...at, passed: false });
      this.failures.push(`${describe(at)}: ${reason(error)}`);
      this.#log(this.failures.at(-1));
      return false;
    }
  }

  /** The tries, those together that differ in the Node only: `{ package, manager, flavour, nodes, tries, passed }`. */
  groups() {
    const keyOf = (at) => [at.package, at.manager, at.flavour].join();
    const keys = new Set(this.tries.map(keyOf));
    return [...keys].map((key) => {
      const tries = this.tries.filter((at) => keyOf(at) === key);
      const [{ package: name, manager, flavour }] = tries;
      const nodes = [...new Set(tries.map(({ node }) => node))].filter((node) => node !== '');
      const passed = tries.filter((one) => one.passed).length;
      return { package: name, manager, flavour, nodes, tries: tries.length, passed };
    });
  }

  /** How many tries of a package with a package manager succeeded, and how many there were. */
  summary(name, manager) {
    const tries = this.tries.filter((one) => one.package === name && one.manager === manager);
    return { tries: tries.length, passed: tries.filter(({ passed }) => passed).length };
  }
}
