// What a server and a child process say to each other, beside the descriptors: over one SEQPACKET socket,
// which keeps messages whole and says with an end of stream that the other side has gone.
import { isUnixAddress } from '@fdset/socket';
import type { Address } from '@fdset/socket';
import type { HostOrder, WorkerStart } from '../strategy/worker.js';
import type { Job } from '../thread/job-slot.js';
import type { JobTimes } from '../worker/handle-job.js';
import { bare, ownAmount, ownField, ownText, readPlainError } from '../worker/plain-error.js';
import type { PlainError } from '../worker/plain-error.js';

// A client's address in a message of JSON. Its fields are taken one by one: it may be what a `getRequest` of the user's
// made up, and a Unix path that is no UTF-8 is bytes.

/** As JSON writes it, whatever was done to the prototype of all objects. */
export const toAddressJson = (address: Address | null): object | null => {
  if (address === null) return null;
  if (!isUnixAddress(address)) return bare({ ...address });
  const { path } = address;
  return bare(typeof path === 'string' ? { path } : { hex: Buffer.from(path).toString('hex') });
};

/** The address again. */
export const fromAddressJson = (json: unknown): Address | null => {
  if (json === null) return null;
  const hex = ownText(json, 'hex');
  if (hex !== null) return { path: Buffer.from(hex, 'hex') };
  const path = ownText(json, 'path');
  return path === null ? ({ ...(json as object) } as Address) : { path };
};

interface Turns {
  /** It ends after one request. */
  readonly once: boolean;
}

/** What a child is started with. */
export interface ProcessStart extends WorkerStart, Turns {}

/** The same on its way. */
export interface ProcessOrder extends HostOrder, Turns {}

/** A job without its descriptor, which travels with the message. */
export type JobMessage = Omit<Job, 'fd'>;

/** What a child says of its job. */
export interface EndMessage extends JobTimes {
  /** The job's, so that no other message is taken for its end. */
  readonly id: number;
  readonly error: PlainError | null;
}

/** What a child is told first, over Node's own channel. */
export interface StartOrder {
  readonly start: ProcessOrder;
  /** With it the child answers: the handler's module, which may say anything there, does not know it. */
  readonly secret: string;
}

/** What a child says once, over the same channel: whether it can work. */
export type StartMessage = { readonly secret: string; readonly unusable: PlainError | null };

/** The descriptors that a child finds: the messages, and on datagram servers the server's socket. */
export const CHANNEL_FD = 3;
export const SERVER_FD = 4;

/** Room for any message: a datagram of the largest size and an address, or an error. */
export const MESSAGE_BYTES = 160 * 1024;
// Each character may be six in JSON.
const LONGEST_TEXT = 7 * 1024;
const LONGEST_CAUSE = 1024;
const LONGEST_NAME = 128;

const HEADER_BYTES = 4;

// JSON, and a packet behind it as it is: v8.serialize takes a process that lives for one job longer. Objects without a
// prototype, since JSON asks every other for a `toJSON` that a handler's module may have given to all.
const { parse, stringify } = JSON;
const toJson = (message: object): Buffer => Buffer.from(stringify(bare(message)));

/** What a child says of its job, as bytes. */
export const encodeEnd = (message: EndMessage): Buffer => toJson(message);

/** What a child said; null when that was no end of a job: anything in the child can write to its descriptors. */
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

/** What a program said over Node's channel; null for what is not ours: its handler's module may say anything there. */
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

/** A job as bytes. The length of its text is negative when there is a packet. */
export const encodeJob = ({ packet, ...rest }: JobMessage): Buffer => {
  const { kind, clientAddress } = rest;
  const text = toJson({ ...rest, kind: bare(kind), clientAddress: toAddressJson(clientAddress) });
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeInt32LE(packet === null ? text.length : -text.length);
  return Buffer.concat(packet === null ? [header, text] : [header, text, packet]);
};

/** The packet is a copy. */
export const decodeJob = (bytes: Buffer): JobMessage => {
  const length = bytes.readInt32LE();
  const end = HEADER_BYTES + Math.abs(length);
  const rest = parse(bytes.toString('utf8', HEADER_BYTES, end)) as Omit<JobMessage, 'packet'>;
  const clientAddress = fromAddressJson(rest.clientAddress);
  return { ...rest, clientAddress, packet: length < 0 ? Buffer.from(bytes.subarray(end)) : null };
};

const shortDetails = (details: PlainError['details']): PlainError['details'] => {
  const short: Record<string, string | number> = bare({});
  for (const [name, value] of Object.entries(details))
    short[name] = typeof value === 'string' ? value.slice(0, LONGEST_NAME) : value;
  return short;
};

/** An error short enough for a message. */
export const shortened = (error: PlainError | null, longest = LONGEST_TEXT): PlainError | null =>
  error === null
    ? null
    : bare({
        name: error.name.slice(0, LONGEST_NAME),
        details: shortDetails(error.details),
        message: error.message.slice(0, longest),
        stack: error.stack.slice(0, longest),
        cause: shortened(error.cause, LONGEST_CAUSE),
      });
