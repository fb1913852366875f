// The life of a fork server from the side that asks for children: one child ends by itself, another is killed, and then
// the fork server ends.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import * as posix from '@fdset/posix';

import { holdings, withEnvironment, zombiesOf } from '../../forks/processes.mjs';
import { packageFile } from '../../package-file.mjs';

const program = packageFile('posix', 'test/fixtures/fork-server.mjs');
const flags = ['--single-threaded', '--v8-pool-size=0'];
const WITHIN_MS = 10_000;
const { SIGTERM } = constants.signals;

const nameOf = (number) =>
  Object.entries(constants.errno).find(([, value]) => value === number)?.[0] ?? String(number);

export class AskingSide {
  /** The events that this side has seen, in order. */
  steps = [];
  /** How many descriptors the fork server has after both children have ended; null if it did not get that far. */
  descriptors = null;
  problems = [];
  #isGone = false;
  #mark;
  #control;
  #channels = [];
  #child;
  #ended;
  #output = '';

  constructor(mark) {
    const [control, theirs] = posix.socketpair(posix.AF_UNIX, posix.SOCK_SEQPACKET);
    posix.setNonblocking(control, true);
    this.#mark = `FDSET_FAULT_RUN=${mark}`;
    this.#control = control;
    this.#child = spawn(process.execPath, [...flags, program, 'wait'], {
      stdio: ['ignore', 'pipe', 'ignore', theirs],
      env: { ...process.env, FDSET_FAULT_RUN: mark },
    });
    posix.close(theirs);
    this.#child.stdout.setEncoding('utf8').on('data', (text) => (this.#output += text));
    this.#ended = once(this.#child, 'close');
  }

  get pid() {
    return this.#child.pid;
  }

  /** Resolves when the fork server can begin. */
  async loaded() {
    await once(this.#child.stdout, 'data');
    this.#output = '';
  }

  async live() {
    posix.send(this.#control, Buffer.from('begin'));
    this.#childThat((_, channel) => posix.send(channel, Buffer.from('exit 7')));
    this.#childThat((pid) => posix.requestKill(this.#control, pid, SIGTERM));
    if (!this.#isGone) this.#look();
    for (const fd of [this.#control, ...this.#channels]) posix.close(fd);
    await this.#end();
  }

  kill() {
    this.#child.kill('SIGKILL');
    for (const pid of withEnvironment(this.#mark)) process.kill(pid, 'SIGKILL');
  }

  /** Asks for a child, waits for its first message, and does something that ends it. */
  #childThat(ends) {
    const channel = this.#fork();
    const reply = this.#next();
    if (reply.kind !== 'forked' || reply.result < 0) return;
    hear(channel);
    unlessGone(() => ends(reply.result, channel));
    this.#next();
  }

  #fork() {
    const [own, theirs] = posix.socketpair(posix.AF_UNIX, posix.SOCK_SEQPACKET);
    this.#channels.push(own);
    unlessGone(() => posix.requestFork(this.#control, this.#channels.length, theirs));
    posix.close(theirs);
    return own;
  }

  #next() {
    const reply = this.#isGone ? { kind: 'gone' } : nextReply(this.#control);
    if (reply.kind === 'gone') this.#isGone = true;
    else this.steps.push(stepOf(reply));
    return reply;
  }

  #look() {
    this.descriptors = holdings(this.pid).descriptors;
    if (zombiesOf([this.pid]) > 0) this.problems.push('a child was not reaped');
  }

  async #end() {
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), WITHIN_MS);
    const [code, signal] = await this.#ended;
    clearTimeout(timer);
    // An error that a child throws shows in its exit status.
    if (this.steps.length === 0 && this.#output !== '')
      this.steps.push(`threw ${JSON.parse(this.#output).code}`);
    this.steps.push(`end ${signal ?? code}`);
    const until = performance.now() + WITHIN_MS;
    while (withEnvironment(this.#mark).length > 0 && performance.now() < until) await delay(1);
    if (withEnvironment(this.#mark).length > 0) this.problems.push('a child is left');
  }
}

const stepOf = ({ kind, result, status }) => {
  if (kind === 'exited') return `exited ${status}`;
  if (kind === 'refused') return `cannot fork ${nameOf(-result)}`;
  if (kind === 'lost') return `lost ${nameOf(-result)}`;
  return result < 0 ? `not forked ${nameOf(-result)}` : 'forked';
};

const unlessGone = (call) => {
  try {
    return call();
  } catch (error) {
    if (error instanceof posix.ConnectionError) return null;
    throw error;
  }
};

const waitFor = (fd) => {
  if (posix.waitFd(fd, posix.POLLIN, WITHIN_MS) === 0) throw new Error('no word in time');
};

// The kernel may report once, before the replies, that the fork server has left something unread.
const nextReply = (control) => {
  for (;;) {
    waitFor(control);
    const reply = unlessGone(() => posix.readForkReply(control));
    if (reply !== null) return reply;
  }
};

const hear = (channel) => {
  waitFor(channel);
  unlessGone(() => posix.recv(channel, Buffer.alloc(64)));
};
