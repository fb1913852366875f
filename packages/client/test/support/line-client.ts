import { lines } from '@fdset/socket/framing';
import { connect } from '../../src/index.js';
import type { Client, ClientOptions } from '../../src/index.js';
import { owned } from './servers.js';

/** A client of lines, which is closed when the running test ends. */
export const lineClient = async (
  { url }: { readonly url: string },
  options: Partial<ClientOptions<string, string>> = {},
): Promise<Client<string, string>> =>
  owned(await connect(url, { ...options, framing: options.framing ?? lines() }));
