// Uses @fdset/posix alone: a word through a pair of sockets.
/** Resolves with the answer. */
export async function use(posix) {
  const [near, far] = posix.socketpair();
  posix.send(near, Buffer.from('hello'));
  const buffer = Buffer.alloc(16);
  const count = posix.recv(far, buffer);
  posix.close(near);
  posix.close(far);
  return buffer.toString('utf8', 0, count).toUpperCase();
}
