import { serveHttp, type HttpServer, type Peer } from '@pharos/core/outside/http';
import { Problem } from '@pharos/core/problem';
import type { Fault, FaultAnswers } from './fault.ts';

export interface StandInOptions {
  host: string;
  port: number;
  /** The provider's API, as it behaves when well. */
  fetch(request: Request): Response | Promise<Response>;
  answers: FaultAnswers;
}

export interface StandIn extends AsyncDisposable {
  url: string;
  fault(): Fault;
  setFault(fault: Fault): Promise<void>;
}

// The port was ours a moment ago; somebody's outgoing connection may hold it for an instant.
const listenAgainMax = 20;
const listenAgainMs = 100;

/** Serves one provider, and misbehaves on request. `refuse` really stops listening, so that callers meet a refusing kernel. */
export async function createStandIn({ host, port, fetch, answers }: StandInOptions): Promise<StandIn> {
  let fault: Fault = 'ok';
  const hung = new Set<() => void>();

  const misbehave = async (request: Request, peer: Peer): Promise<Response> => {
    const cut = () => {
      peer.cut();
      return new Response(null, { status: 500 }); // nobody reads it
    };
    switch (fault) {
      case '429':
      case '5xx':
        await request.arrayBuffer();
        return answers[fault]();
      case 'hang':
        await new Promise<void>((release) => hung.add(release));
        return cut();
      case 'accept-then-cut':
        await fetch(request);
        return cut();
      case 'ok':
      case 'refuse':
        return fetch(request);
      default:
        return fault satisfies never;
    }
  };
  const release = () => {
    for (const each of hung) each();
    hung.clear();
  };

  const listen = (at: number) => serveHttp({ host, port: at, fetch: misbehave });
  let server: HttpServer | undefined = await listen(port);
  const { url, port: opened } = server;
  const close = async () => {
    const open = server;
    server = undefined;
    release();
    await open?.[Symbol.asyncDispose]();
  };
  // One change at a time: a quick `refuse`, `ok` must not listen twice.
  let last: Promise<void> = Promise.resolve();
  const change = async (next: Fault) => {
    fault = next;
    release();
    if (next === 'refuse') await close();
    else server ??= await listenAgain(() => listen(opened));
  };
  return {
    url,
    fault: () => fault,
    setFault: (next) => {
      const before = last;
      last = (async () => {
        await before.catch(() => undefined); // told to whoever asked for it
        await change(next);
      })();
      return last;
    },
    [Symbol.asyncDispose]: async () => {
      await last.catch(() => undefined);
      await close();
    },
  };
}

async function listenAgain(listen: () => Promise<HttpServer>): Promise<HttpServer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await listen();
    } catch (error) {
      if (attempt >= listenAgainMax)
        throw new Problem('unavailable', 'the port of the stand-in was taken while it refused', { cause: error });
      await new Promise((resolve) => setTimeout(resolve, listenAgainMs));
    }
  }
}
