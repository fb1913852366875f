// One end of a connection. It has an identity, which all data for it carries, so data that reaches another end shows.
let last = 0;

export class Endpoint {
  socket;
  peer = null;
  identity = ++last;
  /** 'stream' or 'datagram'. */
  kind;
  /** `{ selector, by, token }` while it is registered; `by` is the socket or its descriptor. */
  registration = null;

  constructor(socket, kind) {
    this.socket = socket;
    this.kind = kind;
  }

  /** The ten characters that a sender writes to it. */
  get text() {
    return `${String(this.identity).padStart(9, '0')};`;
  }
}

/** Throws if some of the received text is for another endpoint. */
export function expectOwn(endpoint, text) {
  for (const part of text.split(';').slice(0, -1))
    if (Number(part) !== endpoint.identity)
      throw new Error(`endpoint ${endpoint.identity} received what was sent to ${part}`);
  if (text.length % 10 !== 0) throw new Error(`a torn message: ${JSON.stringify(text)}`);
}

/** Makes two ends of one connection. */
export function connected([a, b], kind) {
  const ends = [new Endpoint(a, kind), new Endpoint(b, kind)];
  [ends[0].peer, ends[1].peer] = [ends[1], ends[0]];
  return ends;
}
