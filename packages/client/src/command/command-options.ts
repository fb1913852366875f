// The options that several of the commands have, and what they share of their manners.
import { Option } from 'commander';
import type { Command } from 'commander';
import { UsageError } from './usage-error.js';
import { FRAMING_NAMES, parseFraming } from './session/framing-names.js';

/** The exit codes, for the help. */
export const EXIT_CODES = `Exit codes: 0 done; 1 no connection, or stdin or stdout failed; 2 wrong usage; 3 the connection was lost, or ended
before everything was sent; 4 --once, and no answer came.`;

/** The URLs, for the help. */
export const URLS = `URLs: tcp://HOST:PORT, tls://HOST:PORT, udp://HOST:PORT (IPv6: tcp://[::1]:PORT), unix:PATH, unix+dgram:PATH,
unix+seqpacket:PATH.`;

/** Adds the options of TLS. */
export function withTls(command: Command, purpose: 'connect' | 'listen' | 'relay'): Command {
  if (purpose !== 'relay') command.option('--tls', 'TLS over a tcp: or unix: URL, as tls: has it');
  command.option(
    '--ca <file>',
    purpose === 'listen'
      ? 'ask clients for a certificate of this authority (PEM)'
      : 'trust this authority instead of those of Node (PEM)',
  );
  if (purpose !== 'listen')
    command
      .option('--insecure', 'take any certificate, from whoever answers')
      .option('--servername <name>', 'the name to ask for, and to check the certificate against');
  return command
    .option('--cert <file>', 'the certificate to show (PEM)')
    .option('--key <file>', 'its key (PEM)');
}

/** Adds the options of whoever talks. */
export function withTalk(command: Command): Command {
  return command
    .option('--hex', 'show both directions as hex dumps, < what comes, > what is sent')
    .option('--hex-input', 'lines of the input are hex digits: de ad 0a')
    .addOption(
      new Option('--crlf', 'end lines with CRLF: those typed, and those of a pipe').conflicts(
        'framing',
      ),
    )
    .addOption(
      framingOption(`a line of the input is a message, and a message is printed as a line`),
    )
    .addOption(waitOption('after the end of the input wait until nothing has come for so long'))
    .option('--no-half-close', 'keep the sending side open at the end of the input')
    .option('--no-history', 'keep no history of what is typed (nor does FDSET_HISTORY=)');
}

/** `--framing`. */
export const framingOption = (what: string): Option =>
  new Option('--framing <name>', `${what}: ${FRAMING_NAMES}`).argParser(parseFraming);

/** `--wait`. */
export const waitOption = (what: string): Option =>
  new Option('--wait [ms]', `${what} (no number: until it ends)`).argParser((text) =>
    text === FOREVER ? true : parseMs(text, '--wait'),
  );

const FOREVER = 'forever';

/** Lets a URL follow `--wait`, which commander would take for its number. */
export const withoutNumber = (words: readonly string[]): string[] =>
  words.map((word, index) =>
    word === '--wait' && /^[a-z+]+:/i.test(words[index + 1] ?? '') ? `--wait=${FOREVER}` : word,
  );

/** `--timeout`. */
export const timeoutOption = (): Option =>
  new Option('--timeout <ms>', 'how long connecting may take (default 10000)').argParser((text) =>
    parseMs(text, '--timeout'),
  );

/** A time. @throws {UsageError} */
function parseMs(text: string, option: string): number {
  if (/^\d{1,12}$/.test(text)) return Number(text);
  throw new UsageError(`${option} is a whole number of milliseconds, not '${text}'`);
}
