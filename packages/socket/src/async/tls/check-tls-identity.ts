// What a TLS server presents, checked before the first handshake: node:tls takes a server without a certificate, whose clients
// then fail one by one with errors that do not name the cause.
import { argTypeError } from '@fdset/posix';
import type { Server, TlsOptions } from 'node:tls';

// A `secureContext` is none: a server of node:tls makes its own of the other options.
const IDENTITIES = ['cert', 'pfx', 'SNICallback', 'pskCallback'] as const;
const TEXTS = ['key', 'cert', 'ca'] as const;
const PEM_BEGINNING = '-----BEGIN';

/** The options that hold PEM texts: one, or a list of them, which may be `{ pem }`. */
export type PemOptions = { readonly [Name in (typeof TEXTS)[number]]?: unknown };

/**
 * Checks that there is a certificate, or what chooses one, and that node:tls can use the options.
 * @param what - the call or the option that takes them, for messages: `'startTls'`
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE, with the error of node:tls as `cause`
 */
export const checkTlsIdentity = (options: TlsOptions, what: string): void =>
  void createTlsServer(options, what);

/** Makes a server of node:tls, after these checks. @throws as `checkTlsIdentity` */
export const createTlsServer = (options: TlsOptions, what: string): Server => {
  const given = (name: keyof TlsOptions): boolean => (options[name] ?? undefined) !== undefined;
  if (!IDENTITIES.some(given))
    throw argTypeError(`${what} needs a certificate: { key, cert } with PEM texts, or { pfx }`);
  checkPemTexts(options, what);
  if (given('cert') && !given('key') && !given('pfx') && !given('privateKeyIdentifier'))
    throw argTypeError(`${what} needs the key of its certificate: { key, cert } with PEM texts`);
  try {
    return process.getBuiltinModule('node:tls').createServer(options);
  } catch (cause) {
    throw unusable(what, cause as Error);
  }
};

const unusable = (what: string, cause: Error): TypeError => {
  const part = cause instanceof TypeError ? 'options' : 'keys and certificates';
  const error = argTypeError(`the ${part} of ${what} cannot be used: ${cause.message}`);
  error.cause = cause;
  return error;
};

/**
 * Refuses strings that are no PEM texts, most likely paths. node:tls ignores such a `ca`.
 * @throws {TypeError} ERR_FDSET_INVALID_ARG_TYPE
 */
export const checkPemTexts = (options: PemOptions, what: string): void => {
  for (const name of TEXTS) {
    const values: readonly unknown[] = [options[name]].flat();
    if (!values.map(textOf).some(isNoPem)) continue;
    throw argTypeError(
      `the ${name} of ${what} is no PEM text: give the contents of the file: readFileSync(path)`,
    );
  }
};

const textOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'pem' in value ? value.pem : value;

const isNoPem = (text: unknown): boolean =>
  typeof text === 'string' && !text.includes(PEM_BEGINNING);
