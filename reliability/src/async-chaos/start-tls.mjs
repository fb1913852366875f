// Makes a connection that is idle an encrypted one, while receives wait on it; some handshakes are given up.
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';

import { packageFile } from '../package-file.mjs';
import { isGivenUp, someLimits } from './limits.mjs';

const pem = (name) => readFileSync(packageFile('socket', `test/fixtures/tls/${name}.pem`), 'utf8');

const serverOptions = { serverSide: true, key: pem('server-key'), cert: pem('server') };
const clientOptions = {
  secureContext: createSecureContext({ ca: pem('ca') }),
  servername: 'server.test',
};

// Node's errors of a handshake whose peer has gone.
const ENDS = new Set(['ECONNRESET', 'EPIPE', 'ERR_SSL_UNEXPECTED_EOF_WHILE_READING']);

// A signal that is aborted already refuses the handshake, and a receive would then get that of the peer.
const someShakeLimits = (chance) => {
  const limits = chance.below(4) === 0 ? someLimits(chance) : {};
  return limits.signal?.aborted ? {} : limits;
};

// The options object of a server is that of all its connections.
const optionsWith = (options, limits) =>
  Object.keys(limits).length === 0 ? options : { ...options, ...limits };

/** Starts TLS over one end; `outcome.hasFailed` becomes true if that was given up. */
async function shake(world, end, options, outcome) {
  const limits = someShakeLimits(world.chance);
  const securing = async () => {
    try {
      end.socket = await end.socket.startTls(optionsWith(options, limits));
      end.isTls = true;
    } catch (error) {
      outcome.hasFailed ||= isGivenUp(error, limits);
      end.socket.close();
      throw error;
    }
  };
  await world.track(
    'startTls',
    limits,
    securing(),
    ({ code }) => outcome.hasFailed && ENDS.has(code),
  );
}

/** Starts TLS over both ends. If that fails, the connection is closed. */
export async function startTls(world, link) {
  link.isShaking = true;
  link.isFinishing = true;
  const outcome = { hasFailed: false };
  const [a, b] = link.ends;
  await Promise.all([
    shake(world, a, serverOptions, outcome),
    shake(world, b, clientOptions, outcome),
  ]);
  link.isShaking = false;
  link.isFinishing = false;
  if (!outcome.hasFailed) return;
  link.spoil();
  link.close();
}
