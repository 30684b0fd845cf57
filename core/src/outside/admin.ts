import type { Metrics } from '../metrics.ts';
import type { Checks } from '../role.ts';
import { serveHttp, type HttpServer } from './http.ts';

export interface AdminOptions {
  host: string;
  port: number;
  metrics: Metrics;
  checks(): Promise<Checks>;
}

/** `/healthz` says that the process is alive, `/readyz` whether it should be sent work, `/metrics` how it does. */
export function serveAdmin({ host, port, metrics, checks }: AdminOptions): Promise<HttpServer> {
  return serveHttp({
    host,
    port,
    fetch: async (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === '/healthz') return Response.json({ alive: true });
      if (pathname === '/readyz') return readiness(await checks());
      if (pathname === '/metrics') {
        if (takesOpenMetrics(request.headers.get('accept')))
          return new Response(await metrics.openText(), {
            headers: { 'content-type': 'application/openmetrics-text; version=1.0.0; charset=utf-8', vary: 'Accept' },
          });
        return new Response(await metrics.text(), { headers: { 'content-type': 'text/plain; version=0.0.4', vary: 'Accept' } });
      }
      return Response.json({ title: 'no such address here; try /healthz, /readyz or /metrics' }, { status: 404 });
    },
  });
}

// Whoever names it wants it: Prometheus does, browsers and shell scripts do not.
function takesOpenMetrics(accept: string | null): boolean {
  return (accept ?? '').split(',').some((each) => {
    const [type, ...parameters] = each.split(';').map((part) => part.trim().toLowerCase());
    return type === 'application/openmetrics-text' && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
  });
}

function readiness(checks: Checks): Response {
  const ready = Object.values(checks).every((wrong) => wrong === undefined);
  const told = Object.fromEntries(Object.entries(checks).map(([name, wrong]) => [name, wrong ?? 'ok']));
  return Response.json({ ready, checks: told }, { status: ready ? 200 : 503 });
}
