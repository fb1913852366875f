// Runs under strace, which counts the calls of its main thread: reads by recv or by select and recv, or sends by sendall. This is an
// entry of the bundle, whose argument is the mode.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { recv, select, SELECT_READ } from '@fdset/posix';
import { AF_UNIX, SO_SNDBUF, SOCK_STREAM, SOL_SOCKET, socketpair } from '@fdset/socket';
import { LARGE_BYTES, REPEATS, SMALL_BYTES, SMALL_SNDBUF } from './calls.js';
import type { CallsMode } from './calls.js';

const byte = Buffer.alloc(1);

function read(withSelect: boolean): void {
  const [reader, writer] = socketpair(AF_UNIX, SOCK_STREAM);
  const entries = new Int32Array([reader.fileno(), SELECT_READ, 0]);
  for (let turn = 0; turn < REPEATS; turn += 1) {
    writer.send(byte);
    if (withSelect) select(entries, 1, null);
    recv(reader.fileno(), byte);
  }
}

/** Another thread reads, and is slower than sendall. */
async function send(bytes: number): Promise<void> {
  const [sender, reader] = socketpair(AF_UNIX, SOCK_STREAM);
  sender.setsockopt(SOL_SOCKET, SO_SNDBUF, SMALL_SNDBUF);
  const worker = new Worker(new URL('./claims-slow-reader.js', import.meta.url), {
    workerData: reader.detach(),
  });
  await once(worker, 'message');
  for (let turn = 0; turn < REPEATS; turn += 1) sender.sendall(Buffer.alloc(bytes));
  sender.close();
  await once(worker, 'exit');
}

const modes: Readonly<Record<CallsMode, () => void | Promise<void>>> = {
  recv: () => read(false),
  'select, recv': () => read(true),
  'sendall, small': () => send(SMALL_BYTES),
  'sendall, large': () => send(LARGE_BYTES),
};

await modes[process.argv[2] as CallsMode]();
