// Tests of the helper by which tests see which descriptors they leave open.
import * as posix from '@fdset/posix';
import { expect, it } from 'vitest';
import {
  SOCKETS_AND_PIPES,
  openDescriptors,
  openedFromNow,
} from '../../../../scripts/test/opened-from-now.mjs';

it('names what is left open, whatever else is closed meanwhile', () => {
  const late = posix.pipe();
  const opened = openedFromNow();
  const [left, closed] = posix.socketpair();
  // At least as many descriptors are closed as are opened, so a count would not show the one that is left.
  for (const fd of [...late, closed]) posix.close(fd);
  expect(opened()).toEqual([expect.stringMatching(`^${left} socket:`)]);
  posix.close(left);
  expect(opened()).toEqual([]);
});

it('tells of a number that means another file by now', () => {
  const [a, b] = posix.pipe();
  const opened = openedFromNow();
  posix.close(a);
  const [c, d] = posix.socketpair();
  const again = c === a ? c : posix.dup2(c, a);
  expect(opened()).toContainEqual(expect.stringMatching(`^${a} socket:`));
  for (const fd of new Set([b, c, d, again])) posix.close(fd);
});

it('looks for kinds that a test asks for', () => {
  const opened = openedFromNow(SOCKETS_AND_PIPES);
  const epfd = posix.epollCreate();
  expect(opened()).toEqual([]);
  expect(openDescriptors()).toContainEqual(expect.stringMatching(`^${epfd} .*eventpoll`));
  posix.close(epfd);
});
