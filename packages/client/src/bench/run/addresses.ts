// Where the threads connect to: a name is resolved once, and all of them go to the same place.
import { getaddrinfoAsync, isUnixAddress } from '@fdset/posix';
import type { Address } from '@fdset/posix';
import type { Endpoint } from '../../url/endpoint.js';

/** @throws {AddressInfoError} when a name does not resolve */
export async function addressesOf({ address, type }: Endpoint): Promise<Address[]> {
  if (isUnixAddress(address)) return [address];
  const found = await getaddrinfoAsync(address.host, address.port, { type });
  return found.map((one) => one.address);
}
