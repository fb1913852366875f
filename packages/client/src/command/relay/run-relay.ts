// `fdset relay A B`: joins two sides; where one of them listens, every client that comes.
import { isDatagram, keepsBorders } from '../../url/endpoint.js';
import type { Channel } from '../channel/channel.js';
import type { Arrival, Door } from '../channel/door.js';
import { FramedChannel } from '../channel/framed-channel.js';
import { EXIT } from '../exit-code.js';
import { UsageError } from '../usage-error.js';
import type { ExitCode } from '../exit-code.js';
import { explainError } from '../explain-error.js';
import type { NamedFraming } from '../session/framing-names.js';
import { HexDump } from '../session/hex-dump.js';
import { DATAGRAM_WAIT_MS } from '../session/talk.js';
import { printBeside, say } from '../standard-streams.js';
import type { TlsFlags } from '../tls-options.js';
import { untilSignal } from '../until-signal.js';
import { join } from './join.js';
import type { JoinOptions } from './join.js';
import { openSide, parseSides } from './relay-side.js';
import type { RelaySide } from './relay-side.js';

/** The options of the command line. */
export interface RelayOptions extends TlsFlags {
  readonly hex?: boolean;
  readonly framing?: NamedFraming;
  readonly wait?: number | true;
  readonly once?: boolean;
  readonly verbose?: boolean;
}

type Ends = readonly [Arrival, Arrival];

/** Joins until both sides have ended, or for ever where one listens; resolves to the exit code. */
export async function runRelay(a: string, b: string, options: RelayOptions): Promise<ExitCode> {
  const sides = parseSides([a, b], options);
  checkKinds(sides, options.framing);
  const doors: Door[] = [];
  return untilSignal(
    () => doors.forEach((door) => door.close()),
    async () => {
      for (const side of sides) doors.push(openSide(side));
      for (const [index, { url }] of doors.entries())
        if (sides[index]?.isListening === true) say(`listening on ${url}`);
      return joinAll(doors, new Relay(sides, options), options);
    },
  );
}

/** Refuses what cannot be joined. @throws {UsageError} */
function checkKinds(sides: readonly RelaySide[], framing: NamedFraming | undefined): void {
  const isMixed = new Set(sides.map(({ endpoint }) => keepsBorders(endpoint))).size > 1;
  if (isMixed && framing === undefined)
    throw new UsageError(
      'a stream does not say where a message ends: to join it with datagrams or SEQPACKET add --framing, such as --framing len2',
    );
  if (!isMixed && framing !== undefined)
    throw new UsageError('--framing is for joining a stream with datagrams or SEQPACKET');
}

async function joinAll(
  doors: readonly Door[],
  relay: Relay,
  { once }: RelayOptions,
): Promise<ExitCode> {
  const come = async (): Promise<Ends> =>
    (await Promise.all(doors.map((door) => door.accept()))) as unknown as Ends;
  if (once === true || !relay.listens) {
    const ends = await come();
    for (const door of doors) door.shut();
    return relay.joinPair(ends);
  }
  for (;;) void relay.joinPair(await come());
}

class Relay {
  readonly listens: boolean;
  readonly #options: RelayOptions;
  readonly #waitMs: number | null;
  #count = 0;

  constructor(sides: readonly RelaySide[], options: RelayOptions) {
    this.listens = sides.some(({ isListening }) => isListening);
    this.#options = options;
    const { wait } = options;
    const usualMs = sides.some(({ endpoint }) => isDatagram(endpoint)) ? DATAGRAM_WAIT_MS : null;
    this.#waitMs = wait === true ? null : (wait ?? usualMs);
  }

  /** Joins two ends. An error ends these two, and is said. */
  async joinPair(ends: Ends): Promise<ExitCode> {
    const name = this.listens ? `#${++this.#count} ` : '';
    const { verbose } = this.#options;
    if (verbose === true) say(`${name}${ends[0].peer} and ${ends[1].peer}`);
    const channels = await openBoth(ends).catch((error: unknown) => {
      say(`${name}${explainError(error)}`);
      return null;
    });
    if (channels === null) return EXIT.failed;
    try {
      await join(...this.#alike(channels), this.#joining(name));
      if (verbose === true) say(`${name}ended`);
      return EXIT.done;
    } catch (error) {
      say(`${name}the connection was lost: ${explainError(error)}`);
      return EXIT.brokenOff;
    }
  }

  #alike([a, b]: readonly [Channel, Channel]): [Channel, Channel] {
    const { framing } = this.#options;
    if (framing === undefined) return [a, b];
    const framed = (one: Channel): Channel =>
      one.keepsBorders ? one : new FramedChannel(one, framing.framing);
    return [framed(a), framed(b)];
  }

  #joining(name: string): JoinOptions {
    const waitMs = this.#waitMs;
    const onDrop = (error: Error): void => {
      if (this.#options.verbose === true)
        say(`${name}a datagram was dropped: ${explainError(error)}`);
    };
    if (this.#options.hex !== true) return { waitMs, onDrop, onPass: null };
    const dumps = { '>': new HexDump(`${name}>`), '<': new HexDump(`${name}<`) };
    return {
      waitMs,
      onDrop,
      onPass: (direction, data) => printBeside(Buffer.from(dumps[direction].lines(data))),
    };
  }
}

/** Opens both ends at once; if one fails, the other one is closed in a way that tells. */
async function openBoth(ends: Ends): Promise<readonly [Channel, Channel]> {
  const opened = await Promise.allSettled(ends.map((end) => end.open()));
  const [a, b] = opened;
  if (a?.status === 'fulfilled' && b?.status === 'fulfilled') return [a.value, b.value];
  for (const one of opened) if (one.status === 'fulfilled') one.value.reset();
  throw opened.find((one) => one.status === 'rejected')?.reason;
}
