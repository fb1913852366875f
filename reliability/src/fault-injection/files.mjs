// Files that operations need, each in a new folder.
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as socket from '@fdset/socket';

const { AF_UNIX, SOCK_STREAM, Socket } = socket;

/** The content of `file`. */
export const text = 'some bytes';

export const socketFile = (s) => ({ path: join(s.folder(), 'socket') });

// A socket file that a server has left behind.
export const staleFile = (s) => {
  const address = socketFile(s);
  const old = new Socket(AF_UNIX, SOCK_STREAM);
  old.bind(address);
  old.close();
  return address;
};

export const file = (s) => {
  const path = join(s.folder(), 'file');
  writeFileSync(path, text);
  const fd = openSync(path);
  s.defer(() => closeSync(fd));
  return fd;
};
