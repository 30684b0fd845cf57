import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerOptions, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { answerAtOnce, type AnsweringAtOnce, type AtOnce } from './answer-at-once.ts';

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
  /** `quick` had nothing to say to it. */
  isDeclined?: boolean;
}

/** A request as it came, of which no `Request` was made. */
export interface Asked {
  method: string;
  /** Path and query, as they were sent. */
  target: string;
  remoteAddress: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** What is said to it: the names and values of the headers by turns. */
export interface Told {
  status: number;
  headers: string[];
  body: string | Uint8Array | null;
}

export type Quick = (asked: Asked) => Told | Promise<Told> | undefined;

export interface HttpOptions {
  host: string;
  port: number;
  fetch(request: Request, peer: Peer): Response | Promise<Response>;
  /**
   * Is asked first, where a request has no body; nothing: `fetch` is. To make a `Request` and a `Response` costs more than all the rest
   * of an answer that is at hand.
   */
  quick?: Quick;
  /** Is asked before that, with whatever it takes to read a request left out. */
  atOnce?: AtOnce | undefined;
  /** Of a fault in these two, or in sending what they said: it is told here, and `fetch` answers, so that no request ends the process. */
  onQuickFault?(error: unknown): void;
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
export async function serveHttp(options: HttpOptions): Promise<HttpServer> {
  const { host, port, fetch, quick, atOnce, onQuickFault = () => undefined, isUpload, requestMs = requestTimeoutMs } = options;
  let before: AnsweringAtOnce | undefined;
  const server = await new Promise<Server>((resolve, reject) => {
    const listening = serve(
      {
        fetch: (request, { incoming }) =>
          fetch(request, {
            remoteAddress: incoming.socket.remoteAddress ?? '',
            headers: incoming.headers,
            cut: () => incoming.socket.destroy(),
            isDeclined: quick !== undefined && !hasBody(incoming),
          }),
        hostname: host,
        port,
        ...(quick && { createServer: firstAsking(quick, onQuickFault) }),
        serverOptions: {
          headersTimeout: headersTimeoutMs,
          requestTimeout: isUpload ? uploadTimeoutMs : requestMs,
          connectionsCheckingInterval: timeoutsCheckMs,
        },
      },
      () => resolve(listening as Server),
    );
    listening.once('error', reject);
    before = atOnce && answerAtOnce(listening as Server, { atOnce, idleMs: headersTimeoutMs, onFault: onQuickFault });
  });
  if (isUpload) {
    server.prependListener('request', (incoming: IncomingMessage, answer: ServerResponse) => {
      if (!hasBody(incoming)) return;
      const isLong = isUpload(incoming.method ?? '', (incoming.url ?? '').split('?')[0]!);
      if (!isLong) cutSlowBody(incoming, answer, requestMs);
    });
  }
  const address = server.address() as AddressInfo;
  let closed: Promise<void> | undefined;
  const close = async () => {
    const ended = new Promise<void>((resolve) => server.close(() => resolve()));
    // A connection that has had its last answer is idle, and would be kept alive for a next one.
    const sweepIdle = () => {
      server.closeIdleConnections();
      before?.closeIdle();
    };
    const sweep = setInterval(sweepIdle, sweepMs);
    const cut = setTimeout(() => {
      server.closeAllConnections();
      before?.closeAll();
    }, drainMs);
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

// What is left of a body after its answer is for `fetch` to deal with.
const hasBody = ({ headers }: Pick<IncomingMessage, 'headers'>): boolean =>
  (headers['content-length'] ?? '0') !== '0' || headers['transfer-encoding'] !== undefined;

function firstAsking(quick: Quick, onFault: (error: unknown) => void): typeof createServer {
  const ask = ({ method = '', url = '', headers, socket }: IncomingMessage) =>
    quick({ method, target: url, headers, remoteAddress: socket.remoteAddress ?? '' });
  const create = (options: ServerOptions, usual: RequestListener) =>
    createServer(options, (incoming, answer) => {
      if (hasBody(incoming)) return usual(incoming, answer);
      const failed = (error: unknown) => {
        onFault(error);
        usual(incoming, answer);
      };
      let told: ReturnType<Quick>;
      try {
        told = ask(incoming);
        if (told !== undefined && !(told instanceof Promise)) return tell(answer, told);
      } catch (error) {
        return failed(error);
      }
      if (told === undefined) return usual(incoming, answer);
      void told.then((each) => tell(answer, each)).catch(failed);
    });
  return create as typeof createServer;
}

function tell(answer: ServerResponse, { status, headers, body }: Told): void {
  answer.writeHead(status, headers);
  answer.end(body);
}

/** The server has one limit for all: where that is the one of files, the others are looked at one by one. */
function cutSlowBody(incoming: IncomingMessage, answer: ServerResponse, requestMs: number): void {
  const { socket } = incoming;
  const timer = setTimeout(() => {
    if (incoming.complete) return;
    if (answer.headersSent) socket.destroy();
    else socket.end('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n', () => socket.destroy());
  }, requestMs);
  incoming.once('close', () => clearTimeout(timer));
}
