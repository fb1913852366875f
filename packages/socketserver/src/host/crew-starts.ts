// When a crew starts hosts, and what becomes of those that wait when one cannot start.
import type { CrewMembers } from './crew-members.js';
import type { CrewPolicy } from './crew-options.js';
import type { CrewQueue } from './crew-queue.js';
import type { CrewServer } from './crew-server.js';
import type { Host } from './host.js';
import { HostStarter } from './host-starter.js';
import { ReplacingRest } from './replacing-rest.js';
import { hasFewDescriptors, isShortage } from './shortage.js';

/** What the starts of a crew look at, and do. */
export interface StartingCrew {
  readonly policy: CrewPolicy;
  readonly members: CrewMembers;
  readonly queue: CrewQueue;
  readonly server: CrewServer;
  make(): Host;
  /** It is worth while to ask again. */
  onRetry(): void;
}

/** The starts of one crew's hosts. */
export class CrewStarts {
  readonly #crew: StartingCrew;
  readonly #starter: HostStarter;
  readonly #least: number;
  readonly #isPool: boolean;
  readonly #rest: ReplacingRest;
  #isOpening = false;
  #stopped = false;

  constructor(crew: StartingCrew) {
    const { policy, server } = crew;
    this.#crew = crew;
    this.#least = Math.max(policy.min, 1);
    this.#isPool = policy.growAfterMs !== 0;
    this.#rest = new ReplacingRest(() => crew.onRetry());
    this.#starter = new HostStarter(
      () => crew.make(),
      (error) => server.hostMissing(error),
      () => crew.onRetry(),
    );
  }

  /** Starts the least number of hosts, at least one, and waits until their handler is loaded. */
  async open(): Promise<void> {
    const { all } = this.#crew.members;
    this.#stopped = false;
    this.#isOpening = true;
    try {
      while (all.size < this.#least) this.#starter.mustMake();
      await Promise.all([...all].map((host) => host.ready));
    } catch (error) {
      if (!this.#stopped) throw error; // Else the server was closed meanwhile.
    } finally {
      this.#isOpening = false;
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#starter.stop();
    this.#rest.stop();
  }

  /** For those that wait: in a pool another host may be free sooner, and only the successors of dead ones start. */
  makeMissing(): void {
    const { queue, members, policy } = this.#crew;
    const { starting, size } = members;
    if (queue.length === 0) return size < policy.min ? this.#replace(policy.min - size) : undefined;
    if (this.#stopped) return;
    const missing = this.#isPool
      ? this.#least - size
      : Math.min(queue.length - starting.size, policy.max - size);
    this.#starter.makeUpTo(missing);
  }

  // For nobody yet.
  #replace(missing: number): void {
    if (this.#stopped || this.#isOpening || this.#rest.isOn || !this.#crew.server.isServing) return;
    this.#starter.makeUpTo(missing);
  }

  /** A host ended by itself, and had no request: the next may as well. */
  endedIdle(): void {
    this.#rest.begin();
  }

  /** For those that will come. */
  makeSpare(): void {
    const { spare, max } = this.#crew.policy;
    const { idle, starting, size } = this.#crew.members;
    this.#starter.makeUpTo(Math.min(spare - idle.length - starting.size, max - size));
  }

  /** One more; null when none can be made now. */
  grow(): Promise<void> | null {
    return this.#starter.make()?.ready ?? null;
  }

  succeeded(): void {
    this.#starter.succeeded();
  }

  /** Who waits for what has run out is served later; anything else may be the fault of the handler's module. */
  failed(error: Error): void {
    if (this.#isOpening || this.#stopped) return; // `open` throws it.
    this.#starter.failed(error);
    if (isShortage(error) || hasFewDescriptors()) {
      this.#starter.rest();
      return;
    }
    if (this.#crew.queue.length === 0) this.#rest.begin();
    else this.#crew.queue.blameFirst(error);
  }
}
