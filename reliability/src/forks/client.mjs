// Sends each request on a new connection, several at a time, and repeats none. It tells the check now and then how many
// have ended, and at the end of a round how all have ended.
import { createConnection } from 'node:net';

import { sumOfGarbage } from './garbage.mjs';

const DEADLINE_MS = 20_000;
const TELL_EVERY = 10;
const MOST_FAILURES_TOLD = 5;

/** Resolves with the whole answer. Rejects with the reason if there is none; its code is 'HUNG' after the deadline. */
function ask(port, number) {
  return new Promise((resolve, reject) => {
    const socket = createConnection(port, '127.0.0.1', () => socket.write(String(number)));
    const late = Object.assign(new Error(`no answer in ${DEADLINE_MS} ms`), { code: 'HUNG' });
    const timer = setTimeout(() => socket.destroy(late), DEADLINE_MS);
    let text = '';
    socket.setEncoding('utf8').on('data', (data) => (text += data));
    socket.once('error', reject).once('end', () => resolve(text));
    socket.once('close', () => clearTimeout(timer));
  });
}

async function checked(port, number) {
  const text = await ask(port, number);
  const answer = text === '' ? {} : JSON.parse(text);
  const sum = sumOfGarbage(number);
  if (answer.sum !== sum) throw new Error(`the answer was ${JSON.stringify(text)}, not ${sum}`);
  return answer;
}

class Round {
  lost = 0;
  hung = 0;
  scavenges = 0;
  markCompacts = 0;
  slowestMs = 0;
  failures = [];
  #next;
  #ended = 0;

  constructor({ port, first, count, connections }) {
    this.#next = first;
    this.end = first + count;
    this.port = port;
    this.connections = connections;
  }

  async run() {
    await Promise.all(Array.from({ length: this.connections }, () => this.#oneAfterTheOther()));
    const { lost, hung, scavenges, markCompacts, slowestMs, failures } = this;
    return { lost, hung, scavenges, markCompacts, slowestMs: Math.round(slowestMs), failures };
  }

  async #oneAfterTheOther() {
    while (this.#next < this.end) {
      await this.#one(this.#next++);
      if (++this.#ended % TELL_EVERY === 0) process.send({ ended: this.#ended });
    }
  }

  async #one(number) {
    const startedAt = performance.now();
    try {
      const { scavenges, markCompacts } = await checked(this.port, number);
      this.scavenges += scavenges;
      this.markCompacts += markCompacts;
    } catch (error) {
      if (error.code === 'HUNG') this.hung += 1;
      else this.lost += 1;
      if (this.failures.length < MOST_FAILURES_TOLD)
        this.failures.push(`request ${number}: ${error.message}`);
    }
    this.slowestMs = Math.max(this.slowestMs, performance.now() - startedAt);
  }
}

const run = async (request) => process.send({ result: await new Round(request).run() });

process.on('message', (request) => void run(request));
