// A trial with a server: its process is started for this trial alone, and has ended when the trial has.
import type { Children } from '../../walkthrough/children.js';
import { OneClient } from '../../walkthrough/one-client.js';
import { ServerProcess } from '../../walkthrough/server-process.js';
import { MODELS } from './models.js';
import type { ModelName } from './models.js';

/** Runs `use` with a server; returns what it returns, and what the server has counted. */
export async function withServer<T>(
  children: Children,
  model: ModelName,
  use: (server: ServerProcess) => Promise<T>,
): Promise<{ result: T; report: unknown }> {
  const server = await ServerProcess.start(children, MODELS[model]);
  const result = await use(server);
  return { result, report: await server.stop() };
}

/** Connects a client to a server. */
export function connectTo({ port, ending }: ServerProcess): Promise<OneClient> {
  return OneClient.connect('TCPServer', { host: '127.0.0.1', port }, ending);
}

/** Connects, asks, and leaves; returns how long that took, in ms. */
export async function askOnce(server: ServerProcess): Promise<number> {
  const startedAt = performance.now();
  const client = await connectTo(server);
  await client.ask();
  client.close();
  return performance.now() - startedAt;
}
