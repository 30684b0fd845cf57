import type { Asked, Peer, Told } from '@pharos/core/outside/http';
import { pairsOf } from './rim.ts';

/** What is asked quickly, of a request that has been made already. */
export function askedIn(request: Request, { remoteAddress, headers = Object.fromEntries(request.headers) }: Peer): Asked {
  const { method, url } = request;
  return { method, target: url.slice(url.indexOf('/', url.indexOf('//') + 2)), remoteAddress, headers };
}

/** And the answer to it. */
export function responseOf({ status, headers, body }: Told): Response {
  return new Response(body as BodyInit | null, { status, headers: pairsOf(headers) });
}
