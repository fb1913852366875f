// Makes the selector of the multiplexing server: the document's DefaultSelector, which is the best that the system has, or one over a
// mechanism of the user's choice.
import { DefaultSelector, EpollSelector, PollSelector, SelectSelector } from '@fdset/selectors';
import type { BaseSelector } from '@fdset/selectors';
import type { Socket } from '@fdset/socket';

/** The data of a key: the document's `accept` or `read`. */
export type Callback = (sock: Socket, mask: number) => void;
export type Selector = BaseSelector<Callback, Socket>;
export type SelectorName = 'default' | 'epoll' | 'poll' | 'select';

export function createSelector(name: SelectorName): Selector {
  switch (name) {
    case 'default':
      return new DefaultSelector<Callback, Socket>();
    case 'epoll':
      return new EpollSelector<Callback, Socket>();
    case 'poll':
      return new PollSelector<Callback, Socket>();
    case 'select':
      return new SelectSelector<Callback, Socket>();
  }
}
