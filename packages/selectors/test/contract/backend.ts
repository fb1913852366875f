import type { BaseSelector, FileObjectLike, SelectorOptions } from '../../src/index.js';

/** One backend as the contract sees it. */
export interface Backend {
  readonly name: 'EpollSelector' | 'PollSelector' | 'SelectSelector';
  create<Data = unknown, FileObject extends FileObjectLike = FileObjectLike>(
    options?: SelectorOptions,
  ): BaseSelector<Data, FileObject>;
  /** Regular files are refused (EPERM), or always ready. */
  readonly regularFiles: 'refused' | 'ready';
  /** Descriptors from this number on are refused. */
  readonly descriptorLimit: number;
  /** A descriptor that is closed while registered is reported, or silently forgotten. */
  readonly closedDescriptors: 'reported' | 'forgotten';
  /** Which of the things beyond readiness it can do. */
  readonly capabilities: {
    readonly edge: boolean;
    readonly oneshot: boolean;
    readonly exclusive: boolean;
    readonly pri: boolean;
    readonly rdhup: boolean;
  };
}
