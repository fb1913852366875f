// `fdset listen`: says where, then answers everybody (answer-clients.ts), or talks with the first client as a session does.
import { bindDatagrams, DatagramDoor } from '../channel/datagram-door.js';
import type { Door } from '../channel/door.js';
import { StreamDoor } from '../channel/stream-door.js';
import { EXIT } from '../exit-code.js';
import { UsageError } from '../usage-error.js';
import type { ExitCode } from '../exit-code.js';
import { checkTalk, talkOver } from '../session/talk.js';
import type { TalkOptions } from '../session/talk.js';
import { converse } from '../session/run-session.js';
import { say } from '../standard-streams.js';
import { checkTlsFlags, endpointOf, serverTls } from '../tls-options.js';
import type { TlsFlags } from '../tls-options.js';
import { untilSignal } from '../until-signal.js';
import { isDatagram } from '../../url/endpoint.js';
import type { Endpoint } from '../../url/endpoint.js';
import { doorUrl } from '../channel/door-url.js';
import { answerDatagrams, answerStreams } from './answer-clients.js';
import type { Answering } from './answer-clients.js';
import { echo, upper } from './answers.js';

/** The options of the command line. */
export interface ListenOptions extends TalkOptions, TlsFlags {
  readonly echo?: boolean;
  readonly upper?: boolean;
  readonly verbose?: boolean;
}

/** Listens until everything is over, or a signal; resolves to the exit code. */
export async function runListen(url: string, options: ListenOptions): Promise<ExitCode> {
  const endpoint = endpointOf(url, options, { isListening: true });
  checkTalk(endpoint, options);
  checkTlsFlags(options, [endpoint]);
  checkTalking(options);
  const answering = answeringOf(options);
  if (answering !== null && isDatagram(endpoint)) return answerAtSocket(endpoint, answering);
  const door = isDatagram(endpoint)
    ? new DatagramDoor(endpoint, null)
    : new StreamDoor(endpoint, serverTls(options, endpoint));
  say(`listening on ${door.url}`);
  return untilSignal(
    () => door.close(),
    async () => {
      if (answering === null) return talkWithFirst(door, endpoint, options);
      await answerStreams(door, answering);
      return EXIT.done;
    },
  );
}

const TALKING = {
  hex: '--hex',
  hexInput: '--hex-input',
  crlf: '--crlf',
  framing: '--framing',
  wait: '--wait',
} as const;

/** Refuses options of talking where nobody talks. @throws {UsageError} */
function checkTalking(options: ListenOptions): void {
  const answer = options.echo === true ? '--echo' : '--upper';
  if (answeringOf(options) === null) return;
  for (const [name, option] of Object.entries(TALKING))
    if (options[name as keyof typeof TALKING] !== undefined)
      throw new UsageError(`${option} is for talking with one client, without ${answer}`);
}

function answeringOf(options: ListenOptions): Answering | null {
  const { once = false } = options;
  if (options.echo !== true && options.upper !== true) return null;
  const tell = options.verbose === true ? say : (): void => {};
  return { answer: options.echo === true ? echo : upper, once, tell };
}

async function answerAtSocket(endpoint: Endpoint, answering: Answering): Promise<ExitCode> {
  const socket = bindDatagrams(endpoint);
  say(`listening on ${doorUrl(endpoint, socket.getsockname())}`);
  await untilSignal(
    () => socket.close(),
    () => answerDatagrams(socket, answering),
  );
  return EXIT.done;
}

async function talkWithFirst(
  door: Door,
  endpoint: Endpoint,
  options: ListenOptions,
): Promise<ExitCode> {
  const { peer: address, open } = await door.accept();
  door.shut();
  if (options.verbose === true) say(`client ${address} connected`);
  const peer = { role: 'the client', address } as const;
  return converse(talkOver(await open(), peer, endpoint, options));
}
