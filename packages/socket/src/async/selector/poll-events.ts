// The events of poll(2), which attempts take, for those of epoll(7).
import {
  EPOLLERR,
  EPOLLHUP,
  EPOLLIN,
  EPOLLOUT,
  POLLERR,
  POLLHUP,
  POLLIN,
  POLLOUT,
} from '@fdset/posix';

const PAIRS = [
  [EPOLLIN, POLLIN],
  [EPOLLOUT, POLLOUT],
  [EPOLLERR, POLLERR],
  [EPOLLHUP, POLLHUP],
] as const;

/** The POLL* events of EPOLL* events. */
export const pollEvents = (events: number): number =>
  PAIRS.reduce((all, [epoll, poll]) => ((events & epoll) === 0 ? all : all | poll), 0);
