// The messages between a server and a child process. They go over one SEQPACKET socket, which keeps messages whole, carries
// descriptors, and signals by an end of stream that the other side has gone.
import { isUnixAddress } from '@fdset/socket';
import type { Address } from '@fdset/socket';
import type { WorkerOrder, WorkerStart } from '../strategy/worker.js';
import type { Job } from '../thread/job-slot.js';
import type { JobTimes } from '../worker/handle-job.js';
import { bare, ownAmount, ownField, ownText, readPlainError } from '../worker/plain-error.js';
import type { PlainError } from '../worker/plain-error.js';

/**
 * A client's address as plain data for JSON, without a prototype that a user's code may have changed. A Unix path that is
 * not UTF-8 becomes hexadecimal text.
 */
export const toAddressJson = (address: Address | null): object | null => {
  if (address === null) return null;
  if (!isUnixAddress(address)) return bare({ ...address });
  const { path } = address;
  return bare(typeof path === 'string' ? { path } : { hex: Buffer.from(path).toString('hex') });
};

/** The inverse of {@link toAddressJson}. */
export const fromAddressJson = (json: unknown): Address | null => {
  if (json === null) return null;
  const hex = ownText(json, 'hex');
  if (hex !== null) return { path: Buffer.from(hex, 'hex') };
  const path = ownText(json, 'path');
  return path === null ? ({ ...(json as object) } as Address) : { path };
};

interface Lifetime {
  /** Whether the child ends after one request. */
  readonly once: boolean;
}

/** The data with which a child starts. */
export interface ProcessStart extends WorkerStart, Lifetime {}

/** The same data as it is sent to the child. */
export interface ProcessOrder extends WorkerOrder, Lifetime {}

/** A job without its descriptor, which travels with the message. */
export interface JobMessage extends Omit<Job, 'fd'>, Partial<Numbered> {}

/** The number of a message to a process with several jobs, by which its server tells which messages it has read. */
interface Numbered {
  readonly number: number;
}

/** A message to a process with several jobs, which has to abort the one with this id. */
export interface AbortMessage extends Numbered {
  readonly abort: number;
}

export const isAbortMessage = (message: object): message is AbortMessage =>
  Object.hasOwn(message, 'abort');

/** A child's report of the end of its job. */
export interface EndMessage extends JobTimes {
  /** The id of the job, so that no other message is mistaken for its end. */
  readonly id: number;
  readonly error: PlainError | null;
}

/** The first message to a child, over Node's own channel. */
export interface StartOrder {
  readonly start: ProcessOrder;
  /** The child's answer repeats it. The handler's module does not know it, although it may send messages over this channel. */
  readonly secret: string;
}

/** The child's answer over the same channel: `unusable` is null when it is ready for jobs. */
export type StartMessage = { readonly secret: string; readonly unusable: PlainError | null };

/** The descriptors of a child: the channel, and on datagram servers the server's socket. */
export const CHANNEL_FD = 3;
export const SERVER_FD = 4;

/** The size of a buffer for any message: a datagram of the largest size with an address, or an error. */
export const MESSAGE_BYTES = 160 * 1024;
// JSON may write each character as six.
const LONGEST_TEXT = 7 * 1024;
const LONGEST_CAUSE = 1024;
const LONGEST_NAME = 128;

const HEADER_BYTES = 4;

// A message is JSON, followed by the bytes of a packet. v8.serialize would take longer in a process that lives for one job.
// Objects have no prototype, because JSON calls a `toJSON` that a handler's module may have added to Object.prototype.
const { parse, stringify } = JSON;
const withoutPrototype = <T extends object>(list: T): T => Object.setPrototypeOf(list, null) as T;
const toJson = (message: object): Buffer => Buffer.from(stringify(bare(message)));

/** Encodes the end of a job. The causes of its error, and the errors in it, are left out if they do not fit. */
export const encodeEnd = (message: EndMessage): Buffer => {
  const bytes = toJson(message);
  const { error } = message;
  if (bytes.length <= MESSAGE_BYTES || error === null) return bytes;
  return toJson({
    ...message,
    error: bare({ ...error, cause: null, errors: withoutPrototype([]) }),
  });
};

/** Decodes the end of a job; null for anything else, because all code in the child can write to its descriptors. */
export const decodeEnd = (bytes: Buffer): EndMessage | null => {
  const message = parsed(bytes);
  const id = ownAmount(message, 'id');
  const busyMs = ownAmount(message, 'busyMs');
  const cpuMs = ownAmount(message, 'cpuMs');
  const sent = ownField(message, 'error');
  const error = sent === null ? null : readPlainError(sent);
  if (id === null || busyMs === null || cpuMs === null) return null;
  return error === null && sent !== null ? null : { id, error, busyMs, cpuMs };
};

/** Decodes the answer of a program over Node's channel; null for other messages, which its handler's module may send. */
export const decodeStart = (
  message: unknown,
  secret: string,
): Pick<StartMessage, 'unusable'> | null => {
  if (ownField(message, 'secret') !== secret) return null;
  const sent = ownField(message, 'unusable');
  const unusable = readPlainError(sent);
  return unusable === null && sent !== null ? null : { unusable };
};

const parsed = (bytes: Buffer): unknown => {
  try {
    return parse(bytes.toString());
  } catch {
    return undefined;
  }
};

/** Encodes a job. The length of its text is negative when a packet follows. */
export const encodeJob = ({ packet, ...rest }: JobMessage): Buffer => {
  const { kind, clientAddress } = rest;
  const text = toJson({ ...rest, kind: bare(kind), clientAddress: toAddressJson(clientAddress) });
  return withHeader(text, packet);
};

const withHeader = (text: Buffer, packet: Buffer | null): Buffer => {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeInt32LE(packet === null ? text.length : -text.length);
  return Buffer.concat(packet === null ? [header, text] : [header, text, packet]);
};

/** Decodes a message to a process; the packet of a job is a copy. */
export const decodeMessage = (bytes: Buffer): JobMessage | AbortMessage => {
  const length = bytes.readInt32LE();
  const end = HEADER_BYTES + Math.abs(length);
  const rest = parse(bytes.toString('utf8', HEADER_BYTES, end)) as JobMessage | AbortMessage;
  if (isAbortMessage(rest)) return rest;
  const clientAddress = fromAddressJson(rest.clientAddress);
  return { ...rest, clientAddress, packet: length < 0 ? Buffer.from(bytes.subarray(end)) : null };
};

/** Encodes an order to abort a job. */
export const encodeAbort = (message: AbortMessage): Buffer => withHeader(toJson(message), null);

const shortenDetails = (details: PlainError['details']): PlainError['details'] => {
  const short: Record<string, string | number> = bare({});
  for (const [name, value] of Object.entries(details))
    short[name] = typeof value === 'string' ? value.slice(0, LONGEST_NAME) : value;
  return short;
};

/** Shortens an error so that it fits into a message. */
export const shorten = (error: PlainError | null, longest = LONGEST_TEXT): PlainError | null =>
  error === null
    ? null
    : bare({
        className: error.className,
        name: error.name.slice(0, LONGEST_NAME),
        details: shortenDetails(error.details),
        message: error.message.slice(0, longest),
        stack: error.stack.slice(0, longest),
        cause: shorten(error.cause, LONGEST_CAUSE),
        errors: withoutPrototype(
          error.errors.map((one) => shorten(one, LONGEST_CAUSE)).filter((one) => one !== null),
        ),
      });
