// One end of a connection with an identity: what is sent to it carries the identity, so that bytes
// which reach another one show.
let last = 0;

export class Endpoint {
  socket;
  peer = null;
  identity = ++last;
  /** 'stream' or 'datagram'. */
  kind;
  /** `{ selector, by, token }` while registered; `by`: the object or the number. */
  registration = null;

  constructor(socket, kind) {
    this.socket = socket;
    this.kind = kind;
  }

  /** What a sender writes to it: ten characters. */
  get text() {
    return `${String(this.identity).padStart(9, '0')};`;
  }
}

/** Throws unless all that was received is for this endpoint. */
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
