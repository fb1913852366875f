// A client's address in a message of JSON. Its fields are taken one by one: it may be what a `getRequest` of the user's
// made up, and a Unix path that is no UTF-8 is bytes.
import { isUnixAddress } from '@fdset/socket';
import type { Address } from '@fdset/socket';
import { ownText } from './own-field.js';
import { bare } from './plain-error.js';

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
