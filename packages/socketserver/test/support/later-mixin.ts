// A sixth strategy, as a user would write it. It handles each request in a later turn of Node's event loop, beside others.
import type { Address, Socket } from '@fdset/socket';
import { withStrategy } from '@fdset/socketserver';
import type {
  DatagramRequest,
  RequestRecord,
  ServerClass,
  Strategy,
  StrategyKind,
  StrategyServer,
  WithOptions,
} from '@fdset/socketserver';

export interface LaterOptions {
  /** What the start waits for. */
  readonly startsAfter?: Promise<unknown>;
}

type Request = Socket | DatagramRequest;

class Later implements Strategy<Request> {
  readonly graceMs = null;
  readonly #side: StrategyServer;
  readonly #startsAfter: Promise<unknown> | undefined;

  constructor(side: StrategyServer, { startsAfter }: LaterOptions) {
    this.#side = side;
    this.#startsAfter = startsAfter;
  }

  async start(): Promise<void> {
    await this.#side.loadHandler();
    await this.#startsAfter;
  }

  submit(request: Request, clientAddress: Address | null, record: RequestRecord | null): void {
    if (record === null) throw new TypeError('this server handles only what it has taken');
    record.handedOver = true;
    // A handler may never settle.
    record.abort = () => {
      this.#side.server.shutdownRequest(request);
      this.#side.end(record, 'aborted');
    };
    setImmediate(() => void this.#handle(request, clientAddress, record));
  }

  async #handle(
    request: Request,
    clientAddress: Address | null,
    record: RequestRecord,
  ): Promise<void> {
    const { server } = this.#side;
    try {
      await server.finishRequest(request, clientAddress);
      server.shutdownRequest(request);
      this.#side.end(record, 'finished');
    } catch (error) {
      server.shutdownRequest(request);
      this.#side.fail(request, record, error, 'handler');
    }
  }

  watch(): void {}

  stats(): null {
    return null;
  }

  async stop(): Promise<void> {}
}

const later: StrategyKind<LaterOptions> = {
  name: 'later',
  optionNames: ['startsAfter'],
  create: (side, options) => new Later(side, options),
};

export const LaterMixIn = <Base extends ServerClass>(Base: Base): WithOptions<Base, LaterOptions> =>
  withStrategy(Base, later);
