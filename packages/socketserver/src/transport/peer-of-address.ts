import { isInetAddress } from '@fdset/socket';
import type { Address } from '@fdset/socket';

/** The host that a limit per peer counts by; IPv4 clients of an IPv6 listener by their IPv4 address. */
export const peerOfAddress = (clientAddress: Address | null): string | null =>
  clientAddress !== null && isInetAddress(clientAddress)
    ? clientAddress.host.replace(/^::ffff:(?=\d+\.)/i, '')
    : null;
