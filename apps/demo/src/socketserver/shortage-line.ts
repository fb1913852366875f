// What a server says when it cannot accept, or start a thread or process. The tour reads it, too.

const HINT = ': too few descriptors, raise ulimit -n';
const DEEPEST_CAUSE = 4;

/** A line of a server that its clients wait for in vain. */
export const SHORTAGE_LINE = /^(?:accept|worker): .+$/m;

/** `worker: Worker initialization failure: EMFILE: too few ...`. */
export function shortageLine(phase: 'accept' | 'worker', error: unknown): string {
  const messages: string[] = [];
  for (let cause = error; cause instanceof Error && messages.length < DEEPEST_CAUSE;) {
    messages.push(cause.message.replace(/\s+/g, ' '));
    cause = cause.cause;
  }
  const text = `${phase}: ${messages.join(': ')}`;
  return text.includes('EMFILE') ? text + HINT : text;
}
