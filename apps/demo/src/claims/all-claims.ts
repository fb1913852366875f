// All claims, in the document's order.
import { asyncCopiesFirst } from './asynchronous/async-copies-first.js';
import { asyncReturnsAtOnce } from './asynchronous/async-returns-at-once.js';
import { asyncSignals } from './asynchronous/async-signals.js';
import { bothPhasesBlock } from './blocking/both-phases-block.js';
import { noSizeFits } from './blocking/no-size-fits.js';
import { oneBlocksAll } from './blocking/one-blocks-all.js';
import { poolsBoundTheDamage } from './blocking/pools-bound-the-damage.js';
import { threadsFreeTheOthers } from './blocking/threads-free-the-others.js';
import { epollScales } from './multiplexing/epoll-scales.js';
import { selectBurns } from './multiplexing/select-burns.js';
import { selectCostsTwoCalls } from './multiplexing/select-costs-two-calls.js';
import { selectServesMany } from './multiplexing/select-serves-many.js';
import { nonblockingIsConcurrent } from './nonblocking/nonblocking-is-concurrent.js';
import { nonblockingStaysBlocked } from './nonblocking/nonblocking-stays-blocked.js';
import { pollingBurns } from './nonblocking/polling-burns.js';
import { pollingDelays } from './nonblocking/polling-delays.js';
import { setblockingIsPerSocket } from './nonblocking/setblocking-is-per-socket.js';
import { sendallRepeatsSend } from './socketserver/sendall-repeats-send.js';
import { socketserverSettlesIt } from './socketserver/socketserver-settles-it.js';
import { threadPerClient } from './socketserver/thread-per-client.js';
import type { Claim } from './claim.js';

export const CLAIMS: readonly Claim[] = [
  bothPhasesBlock,
  oneBlocksAll,
  threadsFreeTheOthers,
  poolsBoundTheDamage,
  noSizeFits,
  nonblockingIsConcurrent,
  nonblockingStaysBlocked,
  pollingBurns,
  pollingDelays,
  setblockingIsPerSocket,
  selectCostsTwoCalls,
  selectServesMany,
  epollScales,
  selectBurns,
  asyncReturnsAtOnce,
  asyncCopiesFirst,
  asyncSignals,
  sendallRepeatsSend,
  threadPerClient,
  socketserverSettlesIt,
];
