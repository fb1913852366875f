// What is measured for the claims: a question of the measuring kit. Its peers are measured in turn, in rounds whose order is shuffled.
import type { Metrics } from '@fdset/benchmarks/kit';
import type { Children } from '../walkthrough/children.js';

export interface MeasureContext {
  /** Starts processes; its `ending` ends every wait. */
  readonly children: Children;
  /** Tells what this machine did not let be measured. */
  readonly note: (text: string) => void;
}

/** A question that is being measured. */
export interface Measuring<Peer extends string> {
  /** Measures one peer once; throws `Skipped` for a peer that this machine cannot run. */
  trial(peer: Peer): Promise<Metrics>;
  /** Ends what `open` has started. */
  close(): Promise<void>;
}

export interface Question<Peer extends string = string> {
  readonly id: string;
  /** What is done, for whoever waits. */
  readonly summary: string;
  readonly peers: readonly Peer[];
  readonly rounds: number;
  open(context: MeasureContext): Promise<Measuring<Peer>>;
}

/** A question of which nothing stays open between its trials. */
export function question<Peer extends string>({
  trial,
  ...rest
}: Omit<Question<Peer>, 'open'> & {
  readonly trial: (peer: Peer, context: MeasureContext) => Promise<Metrics>;
}): Question<Peer> {
  return {
    ...rest,
    open: async (context) => ({
      trial: (peer) => trial(peer, context),
      close: async () => {},
    }),
  };
}
