// The children of one fork server, and what it says of them.
import { socketError } from '@fdset/posix';
import type { ForkReply, SocketError } from '@fdset/posix';
import type { ForkedChild } from './forked-child.js';

/** What is said of a child that has a process id. */
export type ChildReply = Extract<ForkReply, { pid: number }>;

/** The error that a fork server tells. */
export const errorOf = ({
  result,
  syscall = 'fork',
}: {
  readonly result: number;
  readonly syscall?: string;
}): SocketError => socketError(result, syscall);

/** Those that live, by their process ids. */
export class ForkedChildren {
  readonly #children = new Map<number, ForkedChild>();

  add(pid: number, child: ForkedChild): void {
    this.#children.set(pid, child);
  }

  hear(reply: ChildReply): void {
    const child = this.#children.get(reply.pid);
    // One that could not be ended ends some time, and its process id is its own until then.
    if (reply.kind !== 'unkilled') this.#children.delete(reply.pid);
    if (reply.kind === 'exited') child?.exited(reply.status);
    else if (reply.kind === 'unkilled')
      child?.lost('of the handler could not be ended', errorOf(reply));
    else child?.lost('of the handler ended, and the kernel does not say how', errorOf(reply));
  }

  /** The server has gone. */
  orphan(): void {
    const orphans = [...this.#children.values()];
    this.#children.clear();
    for (const child of orphans) child.orphaned();
  }
}
