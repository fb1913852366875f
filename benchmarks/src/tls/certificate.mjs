// The key and the certificate of every TLS peer: those of the tests of @fdset/socket. The load does not check them.
import { fileURLToPath } from 'node:url';

const folder = new URL('../../../packages/socket/test/fixtures/tls/', import.meta.url);
const file = (name) => fileURLToPath(new URL(`${name}.pem`, folder));

/** The two files, in the order in which every peer takes them as arguments. */
export const certificateFiles = [file('server-key'), file('server')];
