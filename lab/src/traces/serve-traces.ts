import { gunzipSync } from 'node:zlib';
import { ZodError } from 'zod';
import { serveHttp } from '@pharos/core/outside/http';
import { host } from '../site.ts';
import { createTraceStore, type TraceStore } from './store.ts';

export interface TraceCollector extends AsyncDisposable {
  /** What `OTEL_EXPORTER_OTLP_ENDPOINT` says. */
  url: string;
  store: TraceStore;
}

// An exporter of ours sends 512 spans at most, half a megabyte.
const bodyMax = 8_000_000;

/** A collector as far as a lab needs one: it takes traces by OTLP over HTTP (JSON), keeps the last ones, and tells of them. */
export async function serveTraces(port: number): Promise<TraceCollector> {
  const store = createTraceStore();
  const server = await serveHttp({ host, port, fetch: (request) => answer(request, store) });
  return { url: server.url, store, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

async function answer(request: Request, store: TraceStore): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (request.method !== 'POST' || pathname !== '/v1/traces')
    return Response.json({ title: 'traces are sent to /v1/traces' }, { status: 404 });
  if (!(request.headers.get('content-type') ?? '').includes('json')) return Response.json({ title: 'send JSON' }, { status: 415 });
  if (Number(request.headers.get('content-length') ?? 0) > bodyMax) return Response.json({ title: 'too large' }, { status: 413 });
  const bytes = Buffer.from(await request.arrayBuffer());
  try {
    const plain = request.headers.get('content-encoding') === 'gzip' ? gunzipSync(bytes, { maxOutputLength: bodyMax }) : bytes;
    store.take(JSON.parse(plain.toString()));
    return Response.json({});
  } catch (error) {
    if (!(error instanceof ZodError) && !(error instanceof SyntaxError)) throw error;
    return Response.json({ title: 'that is no OTLP' }, { status: 400 });
  }
}
