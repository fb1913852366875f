// The rounds of one class. One process has its servers, another their clients, and each round closes a server.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { Partner } from '../forks/partner.mjs';
import { withEnvironment } from '../forks/processes.mjs';
import { problemsOf } from './judge.mjs';
import { planOf } from './plan.mjs';
import { heldBy, leftOf } from './rest.mjs';

const SETTLE_MS = 500;
/** The plan of the first round, which serves every client. The process may keep what it holds after this round. */
const warmUpPlan = {
  way: 'serverClose',
  from: 'busy',
  momentMs: 200,
  graceMs: null,
  clients: Array.from({ length: 30 }, () => ({ atMs: 0, workMs: 0, holdMs: 20 })),
};

class Run {
  failures = [];
  rounds = [];
  #kind;
  #random;
  #folder = mkdtempSync(join(tmpdir(), 'fdset-closing-'));
  #mark = `FDSET_CLOSING_RUN=${randomUUID()}`;
  #client = new Partner(new URL('client.mjs', import.meta.url));
  #server;
  #before;

  constructor(kind, random) {
    this.#kind = kind;
    this.#random = random;
    const [name, value] = this.#mark.split('=');
    const env = { ...process.env, [name]: value };
    this.#server = new Partner(new URL('server.mjs', import.meta.url), { env });
  }

  async all(rounds) {
    await this.#server.next();
    await this.#ask('warmUp');
    await this.#round(warmUpPlan);
    await delay(SETTLE_MS);
    this.#before = heldBy(this.#server.pid, this.#mark, this.#folder);
    for (let index = 0; index < rounds; index++) await this.#judged(index);
    const ends = [await this.#server.end(), await this.#client.end()];
    this.failures.push(...ends.filter(Boolean));
  }

  kill() {
    this.#client.kill();
    this.#server.kill();
    for (const pid of withEnvironment(this.#mark)) process.kill(pid, 'SIGKILL');
    rmSync(this.#folder, { recursive: true });
  }

  async #judged(index) {
    const plan = planOf(this.#random, this.#kind);
    const round = await this.#round(plan);
    const left = await leftOf(this.#server.pid, this.#mark, this.#folder, this.#before);
    // Leftovers are reported once.
    if (left !== null) this.#before = heldBy(this.#server.pid, this.#mark, this.#folder);
    const problems = [...problemsOf(plan, round), ...(left === null ? [] : [left])];
    const { way, from, momentMs, graceMs } = plan;
    const how = `${way}, ${from} for ${momentMs} ms${graceMs === null ? '' : `, graceMs ${graceMs}`}`;
    this.failures.push(...problems.map((problem) => `round ${index} (${how}): ${problem}`));
    this.rounds.push({ way, ...round });
  }

  async #round(plan) {
    const { name, isStream, isUnix } = this.#kind;
    const at = isUnix ? { path: join(this.#folder, 'socket') } : { host: '127.0.0.1', port: 0 };
    const address = await this.#ask('make', { name, isStream, address: at });
    this.#client.send({ address, isStream, clients: plan.clients });
    const report = await this.#ask('serve', plan);
    const clients = await this.#client.ask('closed');
    return { ...report, clients };
  }

  async #ask(verb, options) {
    const { value, error } = await this.#server.ask({ verb, ...options });
    if (error !== undefined) throw new Error(error);
    return value;
  }
}

/** Resolves with `{ rounds, failures }`. */
export async function closeServers(kind, random, rounds) {
  const run = new Run(kind, random);
  try {
    await run.all(rounds);
  } catch (error) {
    run.failures.push(`after round ${run.rounds.length}: ${error.message}`);
  } finally {
    run.kill();
  }
  return { rounds: run.rounds, failures: run.failures };
}
