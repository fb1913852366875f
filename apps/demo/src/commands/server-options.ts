// The options that the three servers share, and how the demo reads a port.
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';

const MAX_PORT = 65_535;
const MAX_BACKLOG = 65_535;

/** What commander hands to a server's action. */
export interface ServerOptions {
  readonly host: string;
  readonly port: number;
  readonly backlog: number;
  readonly json: boolean;
}

/** Adds --host, --port, --backlog and --json to a server's command. */
export function addServerOptions(command: Command, defaultPort: number): Command {
  return command
    .addOption(hostOption('the address or name to listen on'))
    .addOption(
      new Option('-p, --port <port>', 'the port to listen on, 0 for any free one')
        .default(defaultPort)
        .argParser(integer('a port', 0, MAX_PORT)),
    )
    .addOption(
      new Option(
        '--backlog <n>',
        'connections that may wait for accept; the document has 5, and connections beyond it are retried after 1 s',
      )
        .default(4096)
        .argParser(integer('a backlog', 0, MAX_BACKLOG)),
    )
    .option('--json', 'print the counts at the end as one line of JSON', false);
}

export function hostOption(description: string): Option {
  return new Option('--host <host>', description).default('127.0.0.1');
}

/** How a process for each request comes into being; `goesWith` says with what. */
export function startMethodOption(goesWith: string): Option {
  return new Option(
    '--start-method <name>',
    `${goesWith}: fork(2) from a fork server (the default), or spawn Node anew each time`,
  ).choices(['forkserver', 'spawn']);
}

/** Returns a parser for an option that is an integer from `minimum` to `maximum`. */
export function integer(what: string, minimum: number, maximum: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (value >= minimum && value <= maximum) return value;
    throw new InvalidArgumentError(`${what} is an integer from ${minimum} to ${maximum}.`);
  };
}
