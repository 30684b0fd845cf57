import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';

export interface HttpServer extends AsyncDisposable {
  url: string;
  port: number;
}

/** Who is at the other end of the connection. */
export interface Peer {
  remoteAddress: string;
  /** What it sent, by names in small letters, as the server has it at hand anyhow: each look by way of the request costs more than all of these. */
  headers?: Readonly<Record<string, string | string[] | undefined>>;
  /** Breaks the connection, with no answer or in the middle of one. */
  cut(): void;
}

export interface HttpOptions {
  host: string;
  port: number;
  fetch(request: Request, peer: Peer): Response | Promise<Response>;
  /** Requests whose bodies are files: they may take their time. */
  isUpload?(method: string, path: string): boolean;
  /** Longest time for any other request to arrive. */
  requestMs?: number;
}

// A client that has not sent its headers by then is slow on purpose, or gone.
const headersTimeoutMs = 5_000;
// Longest time for one whole request to arrive: 160 KB over a bad mobile line.
const requestTimeoutMs = 15_000;
// And of a file: 50 MB at 100 KB/s.
const uploadTimeoutMs = 600_000;
// How often these two are looked at: the library's own 30 s would let a slow head live for as long.
const timeoutsCheckMs = 1_000;
// How long answers under way may take when the server stops.
const drainMs = 2_000;
const sweepMs = 50;

/** Listens, or throws what the port says (EADDRINUSE). Disposing stops taking, lets answers finish, then cuts. */
export async function serveHttp({ host, port, fetch, isUpload, requestMs = requestTimeoutMs }: HttpOptions): Promise<HttpServer> {
  const server = await new Promise<Server>((resolve, reject) => {
    const listening = serve(
      {
        fetch: (request, { incoming }) =>
          fetch(request, {
            remoteAddress: incoming.socket.remoteAddress ?? '',
            headers: incoming.headers,
            cut: () => incoming.socket.destroy(),
          }),
        hostname: host,
        port,
        serverOptions: {
          headersTimeout: headersTimeoutMs,
          requestTimeout: isUpload ? uploadTimeoutMs : requestMs,
          connectionsCheckingInterval: timeoutsCheckMs,
        },
      },
      () => resolve(listening as Server),
    );
    listening.once('error', reject);
  });
  if (isUpload) {
    server.prependListener('request', (incoming: IncomingMessage, answer: ServerResponse) => {
      const isLong = isUpload(incoming.method ?? '', (incoming.url ?? '').split('?')[0]!);
      if (!isLong) cutSlowBody(incoming, answer, requestMs);
    });
  }
  const address = server.address() as AddressInfo;
  let closed: Promise<void> | undefined;
  const close = async () => {
    const ended = new Promise<void>((resolve) => server.close(() => resolve()));
    // A connection that has had its last answer is idle, and would be kept alive for a next one.
    const sweep = setInterval(() => server.closeIdleConnections(), sweepMs);
    const cut = setTimeout(() => server.closeAllConnections(), drainMs);
    await ended;
    clearInterval(sweep);
    clearTimeout(cut);
  };
  return {
    url: `http://${host}:${address.port}`,
    port: address.port,
    [Symbol.asyncDispose]: () => (closed ??= close()),
  };
}

/** The server has one limit for all: where that is the one of files, the others are looked at one by one. */
function cutSlowBody(incoming: IncomingMessage, answer: ServerResponse, requestMs: number): void {
  const { headers, socket } = incoming;
  if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) return;
  const timer = setTimeout(() => {
    if (incoming.complete) return;
    if (answer.headersSent) socket.destroy();
    else socket.end('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n', () => socket.destroy());
  }, requestMs);
  incoming.once('close', () => clearTimeout(timer));
}
