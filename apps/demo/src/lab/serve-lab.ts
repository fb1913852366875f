// Serves the lab on 127.0.0.1 until Ctrl-C, and ends everything with it.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { say } from '../say.js';
import { UserError } from '../user-error.js';
import { Lab } from './lab.js';
import { Access } from './web/access.js';
import { LabWeb } from './web/lab-web.js';
import { pageFiles } from './web/page-files.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const HOST = '127.0.0.1';

export interface LabOptions {
  readonly port: number;
  readonly version: string;
}

/** Resolves when it was told to end. @throws {UserError} where it cannot be served */
export async function serveLab({ port, version }: LabOptions): Promise<void> {
  if (process.platform !== 'linux')
    throw new UserError('the lab needs Linux: its figures are from /proc and TCP_INFO');
  const token = randomBytes(24).toString('base64url');
  const lab = new Lab(version);
  let access = new Access(port, token);
  const web = new LabWeb({ lab, files: pageFiles(token), access: () => access });
  const { server } = web;
  await listen(server, port);
  const { port: given } = server.address() as AddressInfo;
  access = new Access(given, token);
  process.once('exit', () => lab.endNow());
  say(`the lab is at http://${HOST}:${given}/ (Ctrl-C ends it)`);
  await signalled();
  // Whoever asks twice does not want to wait.
  for (const signal of SIGNALS) process.on(signal, () => process.exit(1));
  server.close();
  await lab.close();
  server.closeAllConnections();
}

async function listen(server: LabWeb['server'], port: number): Promise<void> {
  try {
    await once(server.listen(port, HOST), 'listening');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(`cannot listen on ${HOST}:${port} (${code}); choose another with --port`);
  }
}

function signalled(): Promise<unknown> {
  return Promise.race(SIGNALS.map((signal) => once(process, signal)));
}
