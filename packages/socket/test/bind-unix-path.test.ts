import { chmodSync, existsSync, lstatSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  AF_UNIX,
  SOCK_DGRAM,
  SOCK_SEQPACKET,
  SOCK_STREAM,
  Socket,
  bindUnixPath,
  createConnection,
  createListener,
} from '../src/index.js';
import { freshDirectory, owned, thrownBy } from './support/sockets.js';
import { openedFromNow, SOCKETS_AND_PIPES } from '../../../scripts/test/opened-from-now.mjs';

const modeOf = (path: string): number => lstatSync(path).mode & 0o7777;

/** A socket file of a listener that is gone. */
const staleFile = (): string => {
  const path = join(freshDirectory(), 'stale');
  createListener({ path }, { unlinkOnClose: false }).close();
  expect(existsSync(path)).toBe(true);
  return path;
};

describe('mode', () => {
  it('K13: is exactly what was asked for, narrower and wider than the umask', () => {
    const directory = freshDirectory();
    for (const mode of [0o600, 0o660, 0o666, 0o777, 0o000]) {
      const path = join(directory, mode.toString(8));
      owned(createListener({ path }, { mode }));
      expect(modeOf(path)).toBe(mode);
    }
  });

  it('K13: leaves the umask of the process alone', () => {
    const before = process.umask();
    owned(createListener({ path: join(freshDirectory(), 'a') }, { mode: 0o666 }));
    expect(process.umask()).toBe(before);
    const path = join(freshDirectory(), 'plain');
    owned(createListener({ path }));
    expect(modeOf(path)).toBe(0o777 & ~before);
  });

  it('K13: the path is never wider, not even for a moment', () => {
    const path = join(freshDirectory(), 'narrow');
    const before = process.umask(0);
    try {
      owned(createListener({ path }, { mode: 0o600 }));
    } finally {
      process.umask(before);
    }
    const file = lstatSync(path, { bigint: true });
    expect(Number(file.mode) & 0o7777).toBe(0o600);
    // A chmod after bind would have changed the inode's ctime.
    expect(file.ctimeNs).toBe(file.birthtimeNs);
  });

  it('refuses modes that are none', () => {
    const path = join(freshDirectory(), 'a');
    for (const mode of [-1, 0o10000, 1.5])
      expect(() => createListener({ path }, { mode })).toThrow(RangeError);
    expect(() => createListener({ path }, { mode: '600' as never })).toThrow(TypeError);
    expect(existsSync(path)).toBe(false);
  });
});

describe('stale paths', () => {
  it('K13: a file nobody listens on is replaced', () => {
    const path = staleFile();
    const listener = owned(createListener({ path }));
    owned(createConnection({ path }));
    expect(listener.tryAccept()?.[0].close()).toBe(undefined);
  });

  it('K13: a live listener is EADDRINUSE and stays, and no descriptor is left', () => {
    const path = join(freshDirectory(), 'live');
    const listener = owned(createListener({ path }));
    const opened = openedFromNow(SOCKETS_AND_PIPES);
    for (let i = 0; i < 100; i++)
      expect(thrownBy(() => createListener({ path }))).toMatchObject({ code: 'EADDRINUSE', path });
    expect(opened()).toEqual([]);
    expect(existsSync(path)).toBe(true);
    expect(listener.getsockname()).toEqual({ path });
  });

  it('K13: a live listener whose queue is full is not taken for dead', () => {
    const path = join(freshDirectory(), 'full');
    owned(createListener({ path }, { backlog: 0 }));
    owned(createConnection({ path }));
    expect(thrownBy(() => createListener({ path })).code).toBe('EADDRINUSE');
  });

  it('K13: a live listener gets no connection by being looked at', () => {
    const path = join(freshDirectory(), 'quiet');
    const listener = owned(createListener({ path }));
    expect(thrownBy(() => createListener({ path })).code).toBe('EADDRINUSE');
    expect(listener.tryAccept()).toBeNull();
  });

  it.each([SOCK_STREAM, SOCK_SEQPACKET])(
    'K13: a socket of type %i keeps its path between its bind and its listen',
    (type) => {
      const path = join(freshDirectory(), 'bound');
      const first = owned(new Socket(AF_UNIX, type));
      bindUnixPath(first, { path });
      const second = owned(new Socket(AF_UNIX, type));
      expect(thrownBy(() => bindUnixPath(second, { path })).code).toBe('EADDRINUSE');
      first.listen();
      owned(new Socket(AF_UNIX, type)).connect({ path });
    },
  );

  it('K13: a live datagram socket keeps its path; a dead one loses it', () => {
    const path = join(freshDirectory(), 'datagram');
    const first = new Socket(AF_UNIX, SOCK_DGRAM);
    bindUnixPath(first, { path }, { unlinkOnClose: false });
    const second = owned(new Socket(AF_UNIX, SOCK_DGRAM));
    expect(thrownBy(() => bindUnixPath(second, { path })).code).toBe('EADDRINUSE');
    first.close();
    bindUnixPath(second, { path });
    expect(second.getsockname()).toEqual({ path });
  });

  it('K13: another kind of file is never removed', () => {
    const path = join(freshDirectory(), 'file');
    writeFileSync(path, 'precious');
    expect(thrownBy(() => createListener({ path })).code).toBe('EADDRINUSE');
    expect(lstatSync(path).size).toBe(8);
  });

  it('K13: reclaim false leaves a stale file alone', () => {
    const path = staleFile();
    expect(thrownBy(() => createListener({ path }, { reclaim: false })).code).toBe('EADDRINUSE');
    expect(existsSync(path)).toBe(true);
  });
});

describe('unlinking', () => {
  it('K13: close removes the path, also after a chmod', () => {
    const path = join(freshDirectory(), 'mine');
    const listener = createListener({ path });
    chmodSync(path, 0o600);
    listener.close();
    expect(existsSync(path)).toBe(false);
  });

  it('K13: close leaves a path that somebody else has bound since', () => {
    const path = join(freshDirectory(), 'theirs');
    const mine = createListener({ path });
    unlinkSync(path);
    const theirs = owned(createListener({ path }));
    mine.close();
    expect(existsSync(path)).toBe(true);
    expect(theirs.getsockname()).toEqual({ path });
  });

  it('K13: close does not follow a renamed path, and bears that it is gone', () => {
    const path = join(freshDirectory(), 'first');
    const listener = createListener({ path });
    renameSync(path, `${path}.moved`);
    listener.close();
    expect(existsSync(`${path}.moved`)).toBe(true);
  });

  it('K13: unlinkOnClose false and detach leave the path', () => {
    const directory = freshDirectory();
    const kept = join(directory, 'kept');
    createListener({ path: kept }, { unlinkOnClose: false }).close();
    expect(existsSync(kept)).toBe(true);
    const given = join(directory, 'given');
    const listener = createListener({ path: given });
    owned(Socket.fromFd(listener.detach()));
    expect(existsSync(given)).toBe(true);
  });

  it('K13: a listener that fails after bind takes its path away', () => {
    const path = join(freshDirectory(), 'failed');
    expect(() => createListener({ path }, { backlog: 'many' as never })).toThrow(TypeError);
    expect(existsSync(path)).toBe(false);
  });

  it('names that are bytes and not UTF-8 work too', () => {
    const path = Buffer.concat([
      Buffer.from(join(freshDirectory(), 'x')),
      Buffer.from([0xff, 0xfe]),
    ]);
    const listener = createListener({ path }, { mode: 0o600 });
    expect(lstatSync(path).mode & 0o777).toBe(0o600);
    listener.close();
    expect(existsSync(path)).toBe(false);
  });
});
