// The end of a connection in order: each end ends its direction when everything was sent, and receives up to the end. Whatever was
// done to the connection before, nothing may be missing then. This also shows receives that are never woken.
import { SHUT_WR } from '@fdset/posix';

import { someSize } from './pattern.mjs';
import { expectsOf } from './world.mjs';

const turn = () => new Promise((resolve) => setImmediate(resolve));

const settledWrites = async (end) => {
  while (end.writes > 0) await turn();
};

async function endSending(end) {
  await settledWrites(end);
  if (!end.isOpen) return;
  end.out.isFinished = true;
  end.socket.shutdown(SHUT_WR);
}

async function receiveAll(end, chance) {
  for (;;) {
    const bytes = await end.socket.recv(someSize(chance));
    end.in.receive(bytes);
    if (bytes.length === 0) return;
  }
}

/** Ends a link in order. */
export async function finish(world, link) {
  link.isFinishing = true;
  const work = link.ends.flatMap((end) => {
    const { socket } = end;
    return [
      world.track('finish', {}, endSending(end), expectsOf(end, socket)),
      world.track('receive the rest', {}, receiveAll(end, world.chance), expectsOf(end, socket)),
    ];
  });
  const results = await Promise.all(work);
  link.check();
  if (results.every(Boolean) && !link.mayFail)
    for (const { out } of link.ends)
      if (!out.hasEnded || out.missing > 0)
        throw new Error('a connection has ended without its bytes');
  link.close();
}
