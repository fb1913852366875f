// The side of fixtures/fork-server.mjs that asks for children. It blocks this process.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import * as posix from '@fdset/posix';
import { onTestFinished } from 'vitest';
import { HANG_MS } from '../../../../vitest.base.mjs';

const program = fileURLToPath(new URL('../fixtures/fork-server.mjs', import.meta.url));
const flags = ['--single-threaded', '--v8-pool-size=0'];

/** A running fork server. */
export interface AskedServer {
  readonly process: ChildProcess;
  /** This side's end of the socket. It is closed after the test if the test has not closed it. */
  readonly control: number;
  readonly ended: Promise<unknown[]>;
}

const open = new Set<number>();

/** Closes a descriptor that this file opened, before the end of the test would close it. */
export const closeNow = (fd: number): void => {
  if (open.delete(fd)) posix.close(fd);
};

const closing = (...fds: number[]): void => onTestFinished(() => fds.forEach((fd) => closeNow(fd)));

const pair = (): [number, number] => {
  const fds = posix.socketpair(posix.AF_UNIX, posix.SOCK_SEQPACKET);
  for (const fd of fds) open.add(fd);
  closing(...fds);
  return fds;
};

/** Starts a fork server; the shell runs `shell` before its command. */
export function startForkServer(shell = ''): AskedServer {
  const [control, theirs] = pair();
  posix.setNonblocking(control, true);
  const command = `${shell} exec "$0" "$@"`;
  const child = spawn('sh', ['-c', command, process.execPath, ...flags, program], {
    stdio: ['ignore', 'inherit', 'inherit', theirs],
  });
  closeNow(theirs);
  onTestFinished(() => void child.kill('SIGKILL'));
  return { process: child, control, ended: once(child, 'exit') };
}

export function nextReply({ control }: AskedServer): posix.ForkReply {
  for (;;) {
    const reply = posix.readForkReply(control);
    if (reply !== null) return reply;
    if (posix.waitFd(control, posix.POLLIN, HANG_MS) === 0) throw new Error('no reply');
  }
}

/** Asks for a child; resolves with this side of its channel. */
export function askForChild({ control }: AskedServer, token: number): number {
  const [own, theirs] = pair();
  while (!posix.requestFork(control, token, theirs)) posix.waitFd(control, posix.POLLOUT, HANG_MS);
  closeNow(theirs);
  return own;
}

/** The next message of a child; empty when the child has ended. */
export function hear(channel: number): string {
  if (posix.waitFd(channel, posix.POLLIN, HANG_MS) === 0) throw new Error('not a word');
  const buffer = Buffer.alloc(64);
  return buffer.toString('utf8', 0, posix.recv(channel, buffer));
}

/** Tells a child to do something. */
export function tell(channel: number, words: string): void {
  posix.send(channel, Buffer.from(words));
}

/** Asks for a child that has started: its process id and its channel. */
export function fork(server: AskedServer, token: number): { pid: number; channel: number } {
  const channel = askForChild(server, token);
  const reply = nextReply(server);
  if (reply.kind !== 'forked' || reply.token !== token || reply.result < 0)
    throw new Error(`not forked: ${JSON.stringify(reply)}`);
  const said = hear(channel);
  if (said !== String(reply.result)) throw new Error(`the child says that it is ${said}`);
  return { pid: reply.result, channel };
}
