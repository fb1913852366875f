// The worker of one request ends, and no other request ends with it.
import type { AnyServer } from '@fdset/socketserver';
import { expect } from 'vitest';
import type { Client } from './client.js';
import { until } from './servers.js';

type Quiet = AnyServer & { readonly errors: readonly { message: string; phase: string }[] };

/** Makes a handler end by `word`. The error is told, its client sees the end, and another client's handler lives on. */
export const expectLoneEnd = async (
  client: Client,
  server: Quiet,
  word: string,
  message: RegExp,
): Promise<void> => {
  const blocked = await client.connect(server.serverAddress);
  await client.send(blocked, 'block');
  expect(await client.exchange(server.serverAddress, word).catch(() => '')).toBe('');
  await until(() => server.errors.length === 1);
  expect(server.errors[0]).toMatchObject({ phase: 'worker' });
  expect(server.errors[0]?.message).toMatch(message);
  await client.send(blocked, 'go on');
  expect(await client.recv(blocked)).toBe('ok');
  await client.close(blocked);
};
