// What a TLS server presents, and what a client checks it against.
import * as tls from 'node:tls';
import { describe, expect, it } from 'vitest';
import { checkTlsIdentity, connect, listen } from '../../src/async/index.js';
import { AsyncSocket } from '../../src/async/index.js';
import type { InetAddress } from '../../src/index.js';
import type { StartTlsOptions, TlsStream } from '../../src/async/index.js';
import { thrownBy } from '../support/sockets.js';
import { rejectionOf } from './contract/helpers.js';
import { ownedAsync } from './contract/pairs.js';
import { ca, ownedTls, pem, plainPair, serverOptions } from './contract/tls-pair.js';

const key = pem('server-key');
const cert = pem('server');
const needed = 'startTls needs a certificate: { key, cert } with PEM texts, or { pfx }';
const contents = 'is no PEM text: give the contents of the file: readFileSync(path)';

describe('the server of startTls', () => {
  it.each<[string, StartTlsOptions, string]>([
    ['without a certificate', {}, needed],
    ['with a key alone', { key }, needed],
    ['with a certificate alone', { cert }, 'startTls needs the key of its certificate'],
    ['with the path of a key', { key: 'key.pem', cert }, `the key of startTls ${contents}`],
    [
      'with the path of a certificate',
      { key, cert: ['c.pem'] },
      `the cert of startTls ${contents}`,
    ],
    ['with a key in a list', { key: [{ pem: 'k.pem' }], cert }, `the key of startTls ${contents}`],
    ['with the path of a CA', { key, cert, ca: 'ca.pem' }, `the ca of startTls ${contents}`],
  ])('%s is refused at once, and the connection goes on', async (_what, options, message) => {
    const [a, b] = plainPair();
    const error = await rejectionOf(a.startTls({ ...options, serverSide: true }));
    expect(error).toMatchObject({ name: 'TypeError', code: 'ERR_FDSET_INVALID_ARG_TYPE' });
    expect(error.message).toContain(message);
    await b.sendall('as before');
    expect((await a.recv(20)).toString()).toBe('as before');
  });

  it('with the key of another certificate is refused with the cause', async () => {
    const [a] = plainPair();
    const options = { serverSide: true, key: pem('client-key'), cert };
    expect(await rejectionOf(a.startTls(options))).toMatchObject({
      code: 'ERR_FDSET_INVALID_ARG_TYPE',
      message: expect.stringMatching(/^the keys and certificates of startTls cannot be used: /),
      cause: { code: expect.stringMatching(/^ERR_/) as string },
    });
  });

  it.each<[string, tls.TlsOptions]>([
    ['a key and a certificate', { key, cert }],
    ['Buffers', { key: Buffer.from(key), cert: Buffer.from(cert) }],
    ['a choice by name', { SNICallback: (_name, done) => done(null, undefined) }],
    ['shared keys', { pskCallback: () => null, ciphers: 'PSK' }],
  ])('takes %s', (_what, options) => {
    expect(() => checkTlsIdentity(options, 'tls')).not.toThrow();
  });

  it('names the option for which it was checked', () => {
    expect(thrownBy(() => checkTlsIdentity({}, 'tls')).message).toMatch(/^tls needs a certificate/);
  });
});

interface Outcome {
  readonly servername: string | null;
  /** The name or address that the certificate was checked against. */
  readonly checked: string | undefined;
}

const shakeWith = async (
  listener: AsyncSocket,
  client: AsyncSocket,
  options: StartTlsOptions = {},
): Promise<Outcome> => {
  let checked: string | undefined;
  const checkServerIdentity = (name: string, peer: tls.PeerCertificate): Error | undefined => {
    checked = name;
    return tls.checkServerIdentity(name, peer);
  };
  const [accepted] = await listener.accept();
  const both: TlsStream[] = await Promise.all([
    ownedAsync(accepted).startTls(serverOptions),
    client.startTls({ ca, checkServerIdentity, ...options }),
  ]);
  both.forEach(ownedTls);
  return { servername: both[0]?.servername ?? null, checked };
};

describe('the client of startTls', () => {
  const listening = (): AsyncSocket<InetAddress> =>
    ownedAsync(listen({ host: '127.0.0.1', port: 0 } as InetAddress));

  it('checks the certificate against the name that connect was given, and asks for it', async () => {
    const listener = listening();
    const { port } = listener.getsockname();
    const client = ownedAsync(await connect({ host: 'localhost', port }));
    const byName = { servername: 'localhost', checked: 'localhost' };
    expect(await shakeWith(listener, client)).toEqual(byName);
    const own = ownedAsync(new AsyncSocket());
    await own.connect({ host: 'localhost', port });
    expect(await shakeWith(listener, own)).toEqual(byName);
  });

  it('checks it against the address of the peer without a name, and asks for none', async () => {
    const listener = listening();
    const client = ownedAsync(await connect(listener.getsockname()));
    expect(await shakeWith(listener, client)).toEqual({ servername: null, checked: '127.0.0.1' });
  });

  it('refuses a certificate of another address', async () => {
    const listener = ownedAsync(listen({ host: '127.0.0.2', port: 0 } as InetAddress));
    const client = ownedAsync(await connect(listener.getsockname()));
    const [accepted] = await listener.accept();
    // With TLS 1.3 the server may be done before the client looks at the certificate.
    const server = accepted.startTls(serverOptions).then(ownedTls, () => null);
    expect(await rejectionOf(client.startTls({ ca }))).toMatchObject({
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
    await server;
  });

  it('takes the servername that it was given instead', async () => {
    const listener = listening();
    const { port } = listener.getsockname();
    const client = ownedAsync(await connect({ host: 'localhost', port }));
    expect(await shakeWith(listener, client, { servername: 'server.test' })).toEqual({
      servername: 'server.test',
      checked: 'server.test',
    });
  });

  it('refuses the path of a CA, which node:tls would ignore', async () => {
    const [a] = plainPair();
    const error = await rejectionOf(a.startTls({ ca: './ca.pem' }));
    expect(error.message).toBe(`the ca of startTls ${contents}`);
  });
});
