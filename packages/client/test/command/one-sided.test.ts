// A server that ends its own side first, while a pipe still has something to say.
import { SHUT_WR } from '@fdset/socket';
import { describe, expect, it } from 'vitest';
import { serve } from '../support/peers.js';
import { startFdset } from '../support/run-fdset.js';
import type { Running } from '../support/run-fdset.js';
import { pem, pemPath } from '../support/tls.js';

/** Says so of its end, and goes on reading; `heard` resolves to what came then. */
const endingFirst = (): { url: string; heard: Promise<string> } => {
  let tell: (text: string) => void;
  const heard = new Promise<string>((resolve) => (tell = resolve));
  const { url } = serve(async (conn) => {
    await conn.sendall('bye');
    conn.shutdown(SHUT_WR);
    let text = '';
    for await (const chunk of conn) text += chunk.toString();
    tell(text);
  });
  return { url, heard };
};

/** The same over TLS, whose end is a message of its own. */
const endingFirstEncrypted = (): { url: string; heard: Promise<string> } => {
  let tell: (text: string) => void;
  const heard = new Promise<string>((resolve) => (tell = resolve));
  const { url } = serve(async (conn) => {
    const options = { serverSide: true, key: pem('server-key'), cert: pem('server') };
    const stream = await conn.startTls(options);
    await stream.sendall('bye');
    stream.shutdown(SHUT_WR);
    let text = '';
    for await (const chunk of stream) text += chunk.toString();
    tell(text);
    stream.close();
  });
  return { url: url.replace('tcp:', 'tls:'), heard };
};

const untilOneSided = async (client: Running): Promise<void> => {
  await client.prints('bye');
  await client.complains('has ended its side');
};

describe('fdset, when the server ends its side first', () => {
  it.each([
    ['TCP', endingFirst, []],
    ['TLS', endingFirstEncrypted, ['--ca', pemPath('ca'), '--servername', 'server.test']],
  ])('sends what its pipe brings later, to its end: %s', async (_, server, args) => {
    const { url, heard } = server();
    const client = startFdset([...args, url]);
    await untilOneSided(client);
    client.type('one\n');
    client.type('two\n');
    client.type(null);
    expect(await heard).toBe('one\ntwo\n');
    expect(await client.exits()).toBe(0);
  });

  it('ends with exit code 3 when sending tells that the server has gone', async () => {
    const { url } = serve(async (conn) => conn.sendall('bye'));
    const client = startFdset([url]);
    await untilOneSided(client);
    // The first one is answered with a reset, which fails the next one.
    const typing = setInterval(() => client.type('anybody?\n'), 1);
    expect(await client.exits()).toBe(3);
    clearInterval(typing);
    expect(client.stderr).toMatch(/closed the connection before everything was sent\n$/);
  });
});
