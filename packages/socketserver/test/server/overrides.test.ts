// Servers of CPython's own library extend socketserver. The same overrides must be possible here.
import type { Address, Socket } from '@fdset/socket';
import { IPPROTO_TCP, SOL_SOCKET, SO_REUSEADDR, SO_REUSEPORT, TCP_NODELAY } from '@fdset/socket';
import { waitFd, POLLIN } from '@fdset/posix';
import { describe, expect, it } from 'vitest';
import {
  BaseRequestHandler,
  StreamRequestHandler,
  TCPServer,
  UDPServer,
  runHandler,
} from '@fdset/socketserver';
import type { HandlerServer } from '@fdset/socketserver';
import { startClient } from '../support/client.js';
import { anyPort, serving } from '../support/servers.js';

const client = startClient();

class Echo extends BaseRequestHandler {
  override handle(): void {
    this.request.sendall(this.request.recv(100));
  }
}

describe('as CPython uses it', () => {
  it('http.server: serverBind learns the name, finishRequest adds an argument to the handler', async () => {
    class Rooted extends BaseRequestHandler {
      readonly root: string;
      constructor(request: Socket, address: Address | null, server: HandlerServer, root: string) {
        super(request, address, server);
        this.root = root;
      }
      override handle(): void {
        this.request.sendall(`${this.root} ${(this.server as Named).name}`);
      }
    }
    class Named extends TCPServer {
      declare name: string;
      override serverBind(): void {
        super.serverBind();
        this.name = `port ${(this.serverAddress as { port: number }).port > 0}`;
      }
      override finishRequest(request: Socket, address: Address | null) {
        return runHandler(new Rooted(request, address, this, '/srv'));
      }
    }
    const server = serving(new Named(anyPort, Echo));
    expect(await client.exchange(server.serverAddress, '')).toBe('/srv port true');
  });

  it('xmlrpc: a second base by a mixin, with state of its own', async () => {
    const Dispatching = (Base: typeof TCPServer) =>
      class extends Base {
        readonly functions = new Map([['greet', () => 'hello']]);
      };
    class Dispatcher extends Dispatching(TCPServer) {}
    class Calling extends BaseRequestHandler {
      override handle(): void {
        const { functions } = this.server as Dispatcher;
        this.request.sendall(functions.get(this.request.recv(100).toString())?.() ?? 'unknown');
      }
    }
    const server = serving(new Dispatcher(anyPort, Calling));
    expect(await client.exchange(server.serverAddress, 'greet')).toBe('hello');
  });

  it('logging.config.listen: an own loop over handleRequest, a length of four bytes', async () => {
    const received: string[] = [];
    class Config extends StreamRequestHandler {
      override handle(): void {
        received.push(this.rfile.read(this.rfile.read(4).readUInt32BE()).toString());
        (this.server as Configured).configured = true;
      }
    }
    class Configured extends TCPServer {
      declare configured: boolean;
    }
    await using server = new Configured(anyPort, Config);
    server.timeoutMs = 1000;
    const sent = client.exchange(server.serverAddress, '\0\0\0\u0005hello');
    while (!server.configured) await server.handleRequest();
    expect(await sent).toBe('');
    expect(received).toEqual(['hello']);
  });

  it('pydoc: serverActivate calls back, an own flag stops a loop over fileno', async () => {
    let activated = 0;
    class Doc extends TCPServer {
      override serverActivate(): void {
        super.serverActivate();
        activated++;
      }
    }
    await using server = new Doc(anyPort, Echo);
    expect(activated).toBe(1);
    const reply = client.exchange(server.serverAddress, 'page');
    let quit = false;
    while (!quit) {
      if (waitFd(server.fileno(), POLLIN, 1000) === 0) continue;
      await server.handleRequest();
      quit = true;
    }
    expect(await reply).toBe('page');
  });

  it('idlelib.rpc: serverActivate connects, getRequest gives the own socket', async () => {
    class Greeting extends BaseRequestHandler {
      override handle(): void {
        this.request.sendall('over there');
      }
    }
    const upstream = serving(new TCPServer(anyPort, Greeting));
    const heard: string[] = [];
    class Inverted extends TCPServer {
      override serverBind(): void {}
      override serverActivate(): void {
        this.socket.connect(this.serverAddress);
      }
      override getRequest(): [Socket, Address | null] {
        return [this.socket, this.serverAddress];
      }
    }
    class Listening extends BaseRequestHandler {
      override handle(): void {
        heard.push(this.request.recv(100).toString());
      }
    }
    const server = new Inverted(upstream.serverAddress, Listening);
    await server.handleRequest();
    expect(heard).toEqual(['over there']);
    await server.serverClose();
  });
});

describe('class attributes', () => {
  it('V7: SO_REUSEADDR is on for streams and off for datagrams, SO_REUSEPORT as asked for', async () => {
    class Shared extends TCPServer {
      static override readonly allowReusePort = true;
    }
    await using stream = new Shared(anyPort, Echo);
    expect(stream.socket.getsockopt(SOL_SOCKET, SO_REUSEADDR)).toBe(1);
    expect(stream.socket.getsockopt(SOL_SOCKET, SO_REUSEPORT)).toBe(1);
    await using sibling = new Shared(stream.serverAddress, Echo);
    expect(sibling.serverAddress).toEqual(stream.serverAddress);
    await using datagram = new UDPServer(anyPort, Echo as never);
    expect(datagram.socket.getsockopt(SOL_SOCKET, SO_REUSEADDR)).toBe(0);
  });

  it('requestQueueSize is a static property, and an option', async () => {
    class Short extends TCPServer {
      static override readonly requestQueueSize = 3;
    }
    await using short = new Short(anyPort, Echo);
    expect(short.requestQueueSize).toBe(3);
    await using shorter = new Short(anyPort, Echo, { requestQueueSize: 1 });
    expect(shorter.requestQueueSize).toBe(1);
  });

  it('V20: timeoutMs and disableNagleAlgorithm of a handler apply to its connection', async () => {
    class Quick extends StreamRequestHandler {
      static override readonly timeoutMs = 50;
      static override readonly disableNagleAlgorithm = true;
      override handle(): void {
        const noDelay = this.request.getsockopt(IPPROTO_TCP, TCP_NODELAY);
        this.wfile.write(`${this.request.gettimeout()} ${noDelay > 0}`);
      }
    }
    const server = serving(new TCPServer(anyPort, Quick));
    expect(await client.exchange(server.serverAddress, '')).toBe('50 true');
  });

  it('V19: wbufsize collects, finish flushes, and a handler that closed wfile itself is fine', async () => {
    class Buffered extends StreamRequestHandler {
      static override readonly wbufsize = -1;
      override handle(): void {
        const word = this.rfile.readline().toString();
        this.wfile.write('a');
        this.wfile.write('b');
        if (word === 'close') this.wfile.close();
      }
    }
    const server = serving(new TCPServer(anyPort, Buffered));
    expect(await client.exchange(server.serverAddress, 'leave')).toBe('ab');
    expect(await client.exchange(server.serverAddress, 'close')).toBe('ab');
  });
});
