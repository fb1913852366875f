// Makes the selector of the multiplexing server, over one of the kernel's three mechanisms.
import { EpollSelector, PollSelector, SelectSelector } from '@fdset/selectors';
import type { BaseSelector } from '@fdset/selectors';
import type { Socket } from '@fdset/socket';

/** The data of a key: the document's `accept` or `read`. */
export type Callback = (sock: Socket, mask: number) => void;
export type Selector = BaseSelector<Callback, Socket>;
export type SelectorName = 'epoll' | 'poll' | 'select';

export function createSelector(name: SelectorName): Selector {
  switch (name) {
    case 'epoll':
      return new EpollSelector<Callback, Socket>();
    case 'poll':
      return new PollSelector<Callback, Socket>();
    case 'select':
      return new SelectSelector<Callback, Socket>();
  }
}
