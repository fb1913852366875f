# asyncio streams: one coroutine per connection. With TLS if the files of a key and of a certificate are given.
import asyncio
import resource
import ssl
import sys

hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


async def echo(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()


def secured(key_file, cert_file):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert_file, key_file)
    return context


async def main():
    context = secured(*sys.argv[1:]) if sys.argv[1:] else None
    server = await asyncio.start_server(echo, "127.0.0.1", 0, backlog=4096, ssl=context)
    print("READY", server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
