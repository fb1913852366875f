// Which events of epoll(7) mean what, and the events of poll(2), which attempts take, for them.
import {
  EPOLLERR,
  EPOLLHUP,
  EPOLLIN,
  EPOLLOUT,
  EPOLLPRI,
  EPOLLRDHUP,
  POLLERR,
  POLLHUP,
  POLLIN,
  POLLOUT,
} from '@fdset/posix';

export const READS = EPOLLIN | EPOLLRDHUP | EPOLLPRI;
export const READ_EVENTS = EPOLLIN | EPOLLRDHUP | EPOLLPRI | EPOLLHUP | EPOLLERR;
export const WRITE_EVENTS = EPOLLOUT | EPOLLHUP | EPOLLERR;
// From these on a short receive does not show that nothing is left: the end of the stream or an error comes behind the bytes, or
// urgent data splits them. No further edge announces what is there already.
export const MORE_BEHIND = EPOLLRDHUP | EPOLLPRI | EPOLLHUP | EPOLLERR;

const PAIRS = [
  [EPOLLIN, POLLIN],
  [EPOLLOUT, POLLOUT],
  [EPOLLERR, POLLERR],
  [EPOLLHUP, POLLHUP],
] as const;

/** The POLL* events of EPOLL* events. */
export const pollEvents = (events: number): number =>
  PAIRS.reduce((all, [epoll, poll]) => ((events & epoll) === 0 ? all : all | poll), 0);
