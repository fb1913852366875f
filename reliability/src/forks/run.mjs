// The rounds on one version of Node, with a server and a client. Between two rounds, when no request is under way, the
// check looks at the processes of the server.
import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

import { Partner } from './partner.mjs';
import { forkServerOf, holdings, withEnvironment, zombiesOf } from './processes.mjs';

const REST_WITHIN_MS = 20_000;
const LOOK_EVERY_MS = 5;
/** How many idle children a server keeps ready by default. */
const SPARE_CHILDREN = 2;

class Run {
  kills = 0;
  rounds = [];
  samples = [];
  failures = [];
  #server;
  #client = new Partner('client.mjs');
  #mark = `FDSET_FORKS_RUN=${randomUUID()}`;
  #settings;

  constructor(binary, settings) {
    this.#settings = settings;
    const [name, value] = this.#mark.split('=');
    this.#server = new Partner('server.mjs', {
      execPath: binary,
      execArgv: ['--expose-gc'],
      env: { ...process.env, [name]: value },
    });
  }

  async all() {
    const port = await this.#server.next();
    await this.#rest();
    for (let index = 0; index < this.#settings.rounds; index++) {
      await this.#round(index, port);
      await this.#sample();
      this.#settings.onRound(this);
    }
    return this.#close();
  }

  kill() {
    this.#client.kill();
    this.#server.kill();
    for (const pid of withEnvironment(this.#mark)) process.kill(pid, 'SIGKILL');
  }

  async #round(index, port) {
    const { requests, rounds, connections, killEvery } = this.#settings;
    const count = requests / rounds;
    const isKilling = index % killEvery === killEvery - 1;
    let killAt = isKilling ? randomInt(count / 2) : Infinity;
    this.#client.send({ port, first: index * count, count, connections });
    for (;;) {
      const { ended, result } = await this.#client.next();
      if (result !== undefined) return this.#ended({ ...result, isKilling });
      if (ended < killAt) continue;
      killAt = Infinity;
      this.#killForkServer();
    }
  }

  #killForkServer() {
    const pid = forkServerOf(this.#server.pid);
    if (pid === undefined) return;
    process.kill(pid, 'SIGKILL');
    this.kills += 1;
  }

  #ended(round) {
    this.rounds.push(round);
    this.failures.push(...round.failures);
  }

  /** Resolves with the state of the server once only its idle children are left. */
  async #rest() {
    const until = performance.now() + REST_WITHIN_MS;
    for (;;) {
      const state = await this.#server.ask('state');
      const zombies = this.#zombies();
      if (state.stats.active === 0 && zombies === 0 && state.children.length <= SPARE_CHILDREN)
        return state;
      if (performance.now() > until)
        throw new Error(`it does not come to rest: ${JSON.stringify({ ...state, zombies })}`);
      await delay(LOOK_EVERY_MS);
    }
  }

  #zombies() {
    return zombiesOf([this.#server.pid, forkServerOf(this.#server.pid)].filter(Boolean));
  }

  async #sample() {
    await this.#rest();
    await this.#server.ask('collected');
    const generation = forkServerOf(this.#server.pid);
    this.samples.push({
      generation,
      server: holdings(this.#server.pid),
      forkServer: generation === undefined ? null : holdings(generation),
    });
  }

  async #close() {
    const { stats, children, errors } = await this.#server.ask('close');
    const ends = [await this.#server.end(), await this.#client.end()];
    const left = withEnvironment(this.#mark);
    this.failures.push(...ends.filter(Boolean));
    if (children.length > 0)
      this.failures.push(`activeChildren after closing: ${children.join(' ')}`);
    if (left.length > 0) this.failures.push(`processes left after closing: ${left.join(' ')}`);
    for (const [phase, { count, first }] of Object.entries(errors))
      this.failures.push(`${count} errors (${phase}), the first: ${first}`);
    return { stats, errors };
  }
}

/** Resolves with `{ kills, rounds, samples, failures, stats }`. */
export async function runForks(binary, settings) {
  const run = new Run(binary, settings);
  try {
    const { stats } = await run.all();
    const { kills, rounds, samples, failures } = run;
    return { kills, rounds, samples, failures, stats };
  } catch (error) {
    const { kills, rounds, samples, failures } = run;
    return { kills, rounds, samples, failures: [...failures, error.message], stats: null };
  } finally {
    run.kill();
  }
}
