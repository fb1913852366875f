import type { BaseSelector, FileObjectLike, SelectorOptions } from '../../src/index.js';

/** What the contract must know of a backend. */
export interface Backend {
  readonly name: 'EpollSelector' | 'KqueueSelector' | 'PollSelector' | 'SelectSelector';
  create<Data = unknown, FileObject extends FileObjectLike = FileObjectLike>(
    options?: SelectorOptions,
  ): BaseSelector<Data, FileObject>;
  /** Whether this system has the mechanism; if not, the contract is skipped. */
  readonly isAvailable: boolean;
  /** Whether regular files are refused (EPERM), always ready, or watched: readable only where there is more to read. */
  readonly regularFiles: 'refused' | 'ready' | 'watched';
  /** The backend refuses descriptors from this number on. */
  readonly descriptorLimit: number;
  /** Whether a descriptor that is closed while it is registered is reported or silently forgotten. */
  readonly closedDescriptors: 'reported' | 'forgotten';
  /** Which flags of a registration it supports. */
  readonly capabilities: {
    readonly edge: boolean;
    readonly oneshot: boolean;
    readonly exclusive: boolean;
    readonly pri: boolean;
    readonly rdhup: boolean;
  };
}
