// The state of one chaotic worker: endpoints, one selector of each kind, and the descriptors of all workers in shared
// memory. The rules that must hold are checked here.
import * as posix from '@fdset/posix';
import * as selectors from '@fdset/selectors';
import * as socket from '@fdset/socket';

import { expectOwn } from './endpoint.mjs';

const classes = [selectors.EpollSelector, selectors.PollSelector, selectors.SelectSelector];
const { EVENT_READ } = selectors;

/** Whether an error has a class and a code that the documentation promises. */
export const isTyped = (error) =>
  (error instanceof posix.SocketError && /^E[A-Z0-9_]+$/.test(error.code)) ||
  String(error?.code).startsWith('ERR_FDSET_') ||
  // An error of Node's fs, which looks at names and /proc.
  (error?.syscall !== undefined && /^E[A-Z]+$/.test(error?.code ?? ''));

export class World {
  endpoints = [];
  selectors = classes.map((Selector) => new Selector());
  listener = socket.createListener({ host: '127.0.0.1', port: 0 });
  events = 0;
  random;
  numbers;

  constructor(random, numbers) {
    this.random = random;
    this.numbers = numbers;
    this.listener.setblocking(false);
    this.address = this.listener.getsockname();
  }

  add(ends) {
    for (const end of ends) {
      end.socket.setblocking(false);
      this.endpoints.push(end);
      this.publish(end.socket.fileno());
    }
  }

  /** Shows a descriptor to the other workers, which look at it without owning it. */
  publish(fd) {
    Atomics.store(this.numbers, this.random.below(this.numbers.length), fd);
  }

  foreignNumber() {
    return Atomics.load(this.numbers, this.random.below(this.numbers.length));
  }

  remove(endpoint) {
    this.endpoints.splice(this.endpoints.indexOf(endpoint), 1);
  }

  /** Registers an endpoint by its socket or by its number. The token tells the registration from all others. */
  register(endpoint) {
    if (endpoint.registration !== null) return;
    const selector = this.random.of(this.selectors);
    const by = this.random.below(2) === 0 ? endpoint.socket : endpoint.socket.fileno();
    const token = { endpoint, identity: endpoint.identity };
    selector.register(by, EVENT_READ, token);
    endpoint.registration = { selector, by, token };
  }

  unregister(endpoint) {
    const { registration } = endpoint;
    if (registration === null) return;
    endpoint.registration = null;
    registration.selector.unregister(registration.by);
  }

  /** Takes the data that has arrived. False if the connection has ended. */
  drain(endpoint) {
    const data = endpoint.socket.tryRecv(4000);
    if (data === null) return true;
    if (data.length === 0 && endpoint.kind === 'stream') return false;
    expectOwn(endpoint, data.toString());
    return true;
  }

  /** Checks a batch: every event must belong to a current registration of an open endpoint. */
  dispatch(batch) {
    for (const { key } of batch) {
      if (key.data?.endpoint === undefined) continue;
      this.events += 1;
      const { endpoint, identity } = key.data;
      if (endpoint.registration?.token !== key.data)
        throw new Error(
          `an event of endpoint ${identity}, whose registration with ${key.fd} has ended`,
        );
      if (endpoint.socket.closed) throw new Error(`an event of endpoint ${identity}, closed`);
      this.#receive(endpoint);
    }
  }

  #receive(endpoint) {
    let open = false;
    try {
      open = this.drain(endpoint);
    } catch (error) {
      if (!isTyped(error)) throw error;
    }
    if (!open) this.end(endpoint);
  }

  /** Unregisters, then closes. */
  end(endpoint) {
    this.unregister(endpoint);
    endpoint.socket.close();
    this.remove(endpoint);
  }

  close() {
    while (this.endpoints.length > 0) this.end(this.endpoints[0]);
    for (const selector of this.selectors) selector.close();
    this.listener.close();
  }
}
