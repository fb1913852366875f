// The objects that can be registered: a DescriptorLike of posix, or one of Node's own objects. Only this file depends on where
// Node's objects keep their descriptors.

import { argTypeError, carriedDescriptor, rangeError } from '@fdset/posix';
import type { DescriptorLike } from '@fdset/posix';
import type { Socket as DatagramSocket } from 'node:dgram';
import { Server, Socket } from 'node:net';

/**
 * A descriptor number, an object with `fileno()` or a numeric `fd` (fdset's sockets, another
 * selector, `fs` `FileHandle`, `tty` streams), or one of Node's sockets and servers, which keep
 * theirs in their handle. While Node itself reads from such a socket, both see its events:
 * `pause()` it.
 */
export type FileObjectLike = DescriptorLike | Socket | Server | DatagramSocket;

const MAX_FD = 2 ** 31 - 1;

interface Carrier {
  readonly _handle?: Handle | null;
  readonly [state: symbol]: { readonly handle?: Handle | null } | undefined;
}

interface Handle {
  readonly fd?: unknown;
}

/**
 * The descriptor of a file object.
 *
 * @throws TypeError `ERR_FDSET_INVALID_FILE_OBJECT` when there is none to be found,
 * RangeError `ERR_FDSET_OUT_OF_RANGE` when it is negative, which is what a closed object shows.
 */
export function descriptorOf(fileobj: FileObjectLike): number {
  const fd = carriedNumber(fileobj);
  if (typeof fd !== 'number' || !Number.isInteger(fd)) {
    throw argTypeError(
      `Invalid file object: ${describe(fileobj)} is no descriptor and has neither fileno() nor fd`,
      'ERR_FDSET_INVALID_FILE_OBJECT',
    );
  }
  if (fd < 0 || fd > MAX_FD) {
    const why = typeof fileobj === 'object' ? ' (the object is closed)' : '';
    throw rangeError(`Invalid file descriptor: ${fd}${why}`);
  }
  return fd;
}

/** The descriptor of a file object, or -1 where {@link descriptorOf} throws. */
export function descriptorOrNone(fileobj: unknown): number {
  try {
    const fd = carriedNumber(fileobj);
    return typeof fd === 'number' && Number.isInteger(fd) && fd >= 0 && fd <= MAX_FD ? fd : -1;
  } catch {
    return -1;
  }
}

/** Whether a value is an object that has or had a descriptor. */
export function isFileObject(fileobj: unknown): boolean {
  try {
    return typeof fileobj === 'object' && typeof carriedNumber(fileobj) === 'number';
  } catch {
    return true; // The object has a fileno() that throws when the object is closed.
  }
}

function carriedNumber(fileobj: unknown): unknown {
  const carried = carriedDescriptor(fileobj);
  if (carried !== undefined) return carried;
  if ((typeof fileobj !== 'object' && typeof fileobj !== 'function') || fileobj === null)
    return null;
  const handle = nodeHandle(fileobj as Carrier);
  // Destroyed and closed ones have no handle any more, nor have those that never connected.
  return handle === undefined ? null : (handle?.fd ?? -1);
}

/** The libuv handle of one of Node's own objects, `undefined` for anything else. */
function nodeHandle(carrier: Carrier): Handle | null | undefined {
  if (carrier instanceof Socket || carrier instanceof Server) return carrier._handle ?? null;
  // A dgram.Socket: its `_handle` warns of deprecation in some versions and is gone from others.
  const symbols = Object.getOwnPropertySymbols(carrier);
  const state = symbols.find(({ description }) => description === 'state symbol');
  if (state !== undefined) return carrier[state]?.handle ?? null;
  return Object.hasOwn(carrier, '_handle') && isOpenHandle(carrier._handle)
    ? carrier._handle
    : undefined;
}

/** For sockets of a class of their own, built as Node's are. */
function isOpenHandle(handle: Handle | null | undefined): boolean {
  return typeof handle === 'object' && typeof handle?.fd === 'number';
}

function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return String(value);
  return value.constructor?.name ?? 'object';
}
